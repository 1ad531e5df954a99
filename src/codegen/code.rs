//! Lines of code with their indentation.

pub(super) struct Code {
    text: String,
    indent: &'static str,
    depth: usize,
}

impl Code {
    pub(super) fn new(indent: &'static str) -> Self {
        Self { text: String::new(), indent, depth: 0 }
    }

    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n(self.indent, self.depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// Lines that are not indented further than they are.
    pub(super) fn lines(&mut self, lines: &str) {
        lines.lines().for_each(|line| self.line(line));
    }

    pub(super) fn block(
        &mut self,
        open: impl AsRef<str>,
        close: &str,
        inside: impl FnOnce(&mut Self),
    ) {
        self.line(open);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        if !close.is_empty() {
            self.line(close);
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}
