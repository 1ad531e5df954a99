//! What the real compilers say: a right program compiles and runs, and each wrong line is refused.
//!
//! `scripts/components` installs them. What is missing is skipped with a notice, unless
//! `CAMPAIGNCTL_COMPONENTS=required`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use campaignctl::codegen::{Language, Package, generate};
use tempfile::TempDir;

use super::shop::{shop, small};

/// What every right program prints.
const PRINTED: &str = "c-order email=v-email-b sms=v-sms order=A-1 count=2 ios=none\n";

/// A folder with the generated file and one program.
struct Project {
    dir: TempDir,
}

impl Project {
    /// The program lies in `at`, the generated code in `out`.
    fn new(language: Language, out: &str, program: &str, at: &str) -> Self {
        let project = Self { dir: TempDir::new().unwrap() };
        let file = generate(&shop(), &Package::parse(language, "campaigns").unwrap());
        project.write(&format!("{out}/{}", file.path), &file.text);
        project.write(at, program);
        project
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
    fn write(&self, name: &str, text: &str) {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, program: impl AsRef<Path>, args: &[&str]) -> Ran {
        let mut command = Command::new(program.as_ref());
        command.args(args).current_dir(self.dir.path());
        // Caches stay in the folder.
        command.env("GOCACHE", self.dir.path().join(".cache")).env("GOPROXY", "off");
        command.env("GOFLAGS", "-mod=mod").env("MYPY_CACHE_DIR", "/dev/null").env("NO_COLOR", "1");
        Ran::of(&command.output().unwrap())
    }
}

struct Ran {
    well: bool,
    out: String,
    all: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let all = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
        Self { well: output.status.success(), out, all }
    }

    #[track_caller]
    fn well(self) -> Self {
        assert!(self.well, "{}", self.all);
        self
    }

    #[track_caller]
    fn quiet(self) -> Self {
        assert!(self.all.is_empty(), "{}", self.all);
        self
    }

    #[track_caller]
    fn prints(self, text: &str) {
        assert_eq!(self.well().out, text);
    }

    /// Fails unless exactly the lines with `WRONG` are refused.
    #[track_caller]
    fn refuses(self, program: &str, place: impl Fn(usize) -> String) {
        assert!(!self.well, "it compiles");
        let mut wrong = 0;
        for (at, line) in program.lines().enumerate() {
            let told = self.all.contains(&place(at + 1));
            assert_eq!(told, line.contains("WRONG"), "line {}: {line}\n{}", at + 1, self.all);
            wrong += usize::from(told);
        }
        assert!(wrong >= 3, "{wrong} lines are wrong");
    }
}

/// A component by its path in tests/components.
fn component(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/components").join(path);
    let there = path.exists().then_some(path.clone());
    there.or_else(|| missing(&path.display().to_string()))
}

/// A program of the machine.
fn program(name: &str, version: &str) -> Option<PathBuf> {
    let there = Command::new(name).arg(version).output().is_ok();
    if there { Some(name.into()) } else { missing(name) }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
#[expect(clippy::disallowed_methods, reason = "CI says so in the environment")]
fn missing(what: &str) -> Option<PathBuf> {
    let required = std::env::var("CAMPAIGNCTL_COMPONENTS").is_ok_and(|value| value == "required");
    assert!(!required, "{what} is missing: scripts/components installs it");
    eprintln!("skipped: {what} is missing, and scripts/components installs it");
    None
}

#[test]
fn typescript_is_strict() {
    let Some(node) = program("node", "--version") else { return };
    let Some(tsc) = component("node_modules/.bin/tsc") else { return };
    let args = |file| {
        let checks = ["--noUnusedLocals", "--exactOptionalPropertyTypes", "--noImplicitReturns"];
        let target = ["--target", "es2020", "--module", "commonjs"];
        [vec!["--strict", "--pretty", "false"], checks.to_vec(), target.to_vec(), vec![file]]
            .concat()
    };
    let right = include_str!("programs/right.ts");
    let project = Project::new(Language::TypeScript, ".", right, "right.ts");
    project.run(&tsc, &args("right.ts")).well().quiet();
    project.run(node, &["right.js"]).prints(PRINTED);
    let wrong = include_str!("programs/wrong.ts");
    let project = Project::new(Language::TypeScript, ".", wrong, "wrong.ts");
    project.run(&tsc, &args("wrong.ts")).refuses(wrong, |line| format!("wrong.ts({line},"));
}

#[test]
fn python_is_strict() {
    let Some(mypy) = component("mypy/bin/mypy") else { return };
    let args = |file| ["--strict", "--python-version", "3.10", file];
    let right = include_str!("programs/right.py");
    let project = Project::new(Language::Python, ".", right, "right.py");
    project.run(&mypy, &args("right.py")).well();
    project.run("python3", &["-W", "error", "right.py"]).prints(PRINTED);
    let wrong = include_str!("programs/wrong.py");
    let project = Project::new(Language::Python, ".", wrong, "wrong.py");
    project.run(&mypy, &args("wrong.py")).refuses(wrong, |line| format!("wrong.py:{line}:"));
}

#[test]
fn go_compiles_and_is_formatted() {
    let Some(go) = program("go", "version") else { return };
    let right = include_str!("programs/right.go.txt");
    let project = Project::new(Language::Go, "campaigns", right, "main.go");
    project.write("go.mod", "module shop\n\ngo 1.18\n");
    project.run("gofmt", &["-l", "-d", "campaigns"]).well().quiet();
    project.run(&go, &["vet", "./campaigns"]).well();
    project.run(&go, &["run", "."]).prints(PRINTED);
    let wrong = include_str!("programs/wrong.go.txt");
    let project = Project::new(Language::Go, "campaigns", wrong, "main.go");
    project.write("go.mod", "module shop\n\ngo 1.18\n");
    project.run(&go, &["build", "."]).refuses(wrong, |line| format!("main.go:{line}:"));
}

#[test]
fn java_compiles_without_a_warning() {
    let Some(javac) = program("javac", "-version") else { return };
    let args = ["-d", "out", "-Werror", "-Xlint:all", "--release", "17", "Main.java"];
    let right = include_str!("programs/right.java.txt");
    let project = Project::new(Language::Java, ".", right, "Main.java");
    project.run(&javac, &args).well().quiet();
    project.run("java", &["-cp", "out", "Main"]).prints(PRINTED);
    let wrong = include_str!("programs/wrong.java.txt");
    let project = Project::new(Language::Java, ".", wrong, "Main.java");
    project.run(&javac, &args).refuses(wrong, |line| format!("Main.java:{line}:"));
}

#[test]
fn kotlin_compiles_without_a_warning() {
    let Some(jars) = component("kotlin") else { return };
    let jars = jars.display().to_string();
    let find = |start: &str| {
        let mut paths = std::fs::read_dir(&jars).unwrap().map(|entry| entry.unwrap().path());
        let named = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(start);
        paths.find(named).unwrap().display().to_string()
    };
    let library = find("kotlin-stdlib-");
    let classes = format!("{jars}/*");
    let compiler = ["-cp", &classes, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"];
    let args = ["-no-stdlib", "-no-reflect", "-Werror", "-classpath", &library, "-d", "out"];
    let args = [&compiler[..], &args, &["campaigns/Campaigns.kt", "Main.kt"]].concat();
    let right = include_str!("programs/right.kt");
    let project = Project::new(Language::Kotlin, ".", right, "Main.kt");
    project.run("java", &args).well();
    project.run("java", &["-cp", &format!("out:{library}"), "MainKt"]).prints(PRINTED);
    let wrong = include_str!("programs/wrong.kt");
    let project = Project::new(Language::Kotlin, ".", wrong, "Main.kt");
    project.run("java", &args).refuses(wrong, |line| format!("Main.kt:{line}:"));
}

#[test]
fn rust_compiles_without_a_warning() {
    let Some(rustc) = program("rustc", "--version") else { return };
    let args = ["--edition", "2021", "-D", "warnings", "main.rs"];
    let right = include_str!("programs/right.rs.txt");
    let project = Project::new(Language::Rust, ".", right, "main.rs");
    project.run(&rustc, &args).well().quiet();
    project.run(project.dir.path().join("main"), &[]).prints(PRINTED);
    let wrong = include_str!("programs/wrong.rs.txt");
    let project = Project::new(Language::Rust, ".", wrong, "main.rs");
    project.run(&rustc, &args).refuses(wrong, |line| format!("--> main.rs:{line}:"));
}

/// No compiler, but a whole grammar: what does not follow it is named by its line.
#[test]
fn swift_follows_its_grammar() {
    let Some(python) = component("swift/bin/python") else { return };
    let parse = |text: &str| {
        let project = Project { dir: TempDir::new().unwrap() };
        project.write("parse.py", include_str!("programs/parse_swift.py"));
        project.write("Campaigns.swift", text);
        project.run(&python, &["parse.py", "Campaigns.swift"]).well().out
    };
    let package = Package::parse(Language::Swift, "campaigns").unwrap();
    for catalog in [shop(), small()] {
        let text = generate(&catalog, &package).text;
        assert_eq!(parse(&text), "");
        // What the grammar finds: every brace, quote and colon counts.
        for (right, wrong) in
            [("{", ""), ("}", ""), (" = \"", " = "), ("let value: ", "let value "), ("case ", "")]
        {
            let at = text.rfind(right).unwrap();
            let broken = format!("{}{wrong}{}", &text[..at], &text[at + right.len()..]);
            assert_ne!(parse(&broken), "", "without {right:?} at {at}");
        }
    }
}
