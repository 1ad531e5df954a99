//! The map: the paragraphs of `mod` lines in `lib.rs`, as layers.

/// The modules of each paragraph, from the top of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Map(Vec<Vec<String>>);

impl Map {
    pub(super) fn parse(lib: &str) -> Self {
        let paragraphs = lib.split("\n\n").map(|paragraph| {
            paragraph.lines().filter_map(declared).map(str::to_owned).collect::<Vec<_>>()
        });
        Self(paragraphs.filter(|modules| !modules.is_empty()).collect())
    }

    /// The number of a module's paragraph.
    pub(super) fn layer(&self, module: &str) -> Option<usize> {
        self.0.iter().position(|modules| modules.iter().any(|name| name == module))
    }

    pub(super) fn is_above(&self, upper: &str, lower: &str) -> bool {
        self.layer(upper) < self.layer(lower)
    }

    pub(super) fn are_siblings(&self, one: &str, other: &str) -> bool {
        one != other && self.layer(one) == self.layer(other)
    }
}

/// The module that a line declares, if it does.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ");
    line.strip_prefix("mod ")?.strip_suffix(';')
}

#[test]
fn paragraphs_are_layers() {
    let map = Map::parse("//! mod x;\n\n// Words.\npub mod a;\nmod b;\n\npub(crate) mod c;\n");
    assert_eq!(map, Map(vec![vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]]));
    assert!(map.is_above("a", "c") && map.are_siblings("a", "b"));
    assert_eq!(map.layer("x"), None);
}
