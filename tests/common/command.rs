//! The `safelight` command, run as a script would run it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::desk::{FORM, PASSPHRASE};
use super::put;

pub(crate) const SAFELIGHT: &str = env!("CARGO_BIN_EXE_safelight");

/// The words that enter a record of P1 by the form at `form.pdf`, but for what it permits.
const ENTRY: [&str; 12] = [
    "consent",
    "add",
    "--person",
    "P1",
    "--form",
    "form.pdf",
    "--signed-on",
    "2020-06-01",
    "--signer",
    "self",
    "--form-version",
    "v3",
];

/// A folder with a register, photos, copies and a place for temporary files; the command knows no other.
pub(crate) struct Place {
    pub(crate) dir: TempDir,
}

/// What a run printed, and its status.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A run of which somebody has read the first line, and waits for the rest.
pub(crate) struct Started {
    pub(crate) child: Child,
    lines: BufReader<ChildStdout>,
    printed: String,
}

impl Started {
    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        lines.read_line(&mut printed).unwrap();
        Self {
            child,
            lines,
            printed,
        }
    }

    /// As a person does who presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let kill = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
    }

    pub(crate) fn ended(mut self) -> Run {
        self.lines.read_to_string(&mut self.printed).unwrap();
        let mut output = self.child.wait_with_output().unwrap();
        output.stdout = self.printed.into_bytes();
        Run::of(&output)
    }
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().expect("ended by itself"),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// What was printed with `--json`: objects alone, one a line.
    pub(crate) fn objects(&self) -> Vec<Value> {
        let object = |line: &str| {
            let value: Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line:?} in {self:?}"));
            assert!(value.is_object(), "no object: {line}");
            value
        };
        self.stdout.lines().map(object).collect()
    }

    pub(crate) fn object(&self) -> Value {
        let [object] = self
            .objects()
            .try_into()
            .unwrap_or_else(|_| panic!("not one object: {self:?}"));
        object
    }

    /// The object about the file of this name.
    pub(crate) fn about(&self, name: &str) -> Value {
        let ends = |object: &Value| {
            object["source"]
                .as_str()
                .is_some_and(|source| source.ends_with(name))
        };
        let mut about = self.objects().into_iter().filter(ends);
        let one = about
            .next()
            .unwrap_or_else(|| panic!("nothing about {name}: {self:?}"));
        assert!(about.next().is_none(), "{name} is named twice: {self:?}");
        one
    }

    /// The last object: `{"summary": …}`.
    pub(crate) fn summary(&self) -> Value {
        self.objects().pop().unwrap()["summary"].clone()
    }

    #[track_caller]
    pub(crate) fn ended(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

impl Place {
    /// With folders, without a register. Everybody may write there: some runs are another user's.
    pub(crate) fn bare() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let place = Self { dir };
        for folder in [place.photos(), place.copies(), place.path("temporary")] {
            std::fs::create_dir(&folder).unwrap();
            open_to_all(&folder);
        }
        open_to_all(place.dir.path());
        place
    }

    pub(crate) fn new() -> Self {
        let place = Self::bare();
        place.json(["init"]).ended(0);
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn photos(&self) -> PathBuf {
        self.path("photos")
    }

    pub(crate) fn copies(&self) -> PathBuf {
        self.path("copies")
    }

    pub(crate) fn photo(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.photos().join(name);
        put(&path, bytes);
        path
    }

    /// A program that finds this place's register and passphrase.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.dir.path())
            .env_remove("XDG_DATA_HOME")
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("temporary"))
            .env("SAFELIGHT_REGISTER", self.path("register"))
            .env("SAFELIGHT_PASSPHRASE", PASSPHRASE)
            .stdin(std::process::Stdio::null());
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        Run::of(&self.command(SAFELIGHT).args(args).output().unwrap())
    }

    pub(crate) fn json<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        Run::of(&self.command(SAFELIGHT).arg("--json").args(args).output().unwrap())
    }

    /// Says of everything in the folder of photos that nobody is in it, and that it was looked through. Files that are
    /// no photos fail.
    pub(crate) fn nobody_in_photos(&self) {
        let photos = self.photos();
        let words = ["declare", "no-person", "--by", "Dr A", "--reason", "a corridor"];
        self.json(words.iter().map(OsStr::new).chain([photos.as_os_str()]));
        let words = ["review", "--by", "Dr A"];
        self.json(words.iter().map(OsStr::new).chain([photos.as_os_str()]));
    }

    /// Exports what is at a path, for [`teaching`](super::desk::teaching).
    pub(crate) fn export(&self, path: &Path) -> Run {
        self.json(export_words(&self.copies(), path))
    }

    /// Enters a record of P1 that permits [`teaching`](super::desk::teaching); gives its id.
    pub(crate) fn record(&self, more: &[&str]) -> String {
        let form = self.path("form.pdf");
        put(&form, FORM);
        let words = ENTRY.iter().chain(more);
        let added = self.json(words).ended(0).object();
        std::fs::remove_file(form).unwrap();
        added["record"].as_str().unwrap().to_owned()
    }
}

/// The words that enter a record of P1 that permits [`teaching`](super::desk::teaching), by the form at `form.pdf`.
pub(crate) fn entry_words() -> Vec<std::ffi::OsString> {
    let permit = ["--permit", "teaching:institution"];
    ENTRY.iter().chain(&permit).map(Into::into).collect()
}

/// The words that export a path for [`teaching`](super::desk::teaching).
pub(crate) fn export_words(copies: &Path, path: &Path) -> Vec<std::ffi::OsString> {
    let words = [
        "export",
        "--purpose",
        "teaching",
        "--audience",
        "institution",
        "--to",
    ];
    let words = words.iter().map(OsStr::new);
    words
        .chain([copies.as_os_str(), path.as_os_str()])
        .map(OsStr::to_owned)
        .collect()
}

pub(crate) fn open_to_all(path: &Path) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
}

/// The keys of an object, sorted.
pub(crate) fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
