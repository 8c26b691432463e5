//! What cleaning a folder costs beside copying it and beside other programs, in one run. The photos come from a folder of
//! real ones: `node dev.mjs bench DIR`. Times are the least of a few runs that alternate; the ratios are what counts.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement that fails is to stop with the reason, and makes the files that it measures with"
)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const SAFELIGHT: &str = env!("CARGO_BIN_EXE_safelight");
const RUNS: usize = 3;
/// Smaller ones are no camera's.
const CAMERA: u64 = 300_000;
const BYTES: u64 = 600_000_000;
const PHOTOS: usize = 300;
const SMALL: usize = 1_000;
const TREE: usize = 100_000;

fn main() {
    // Cargo passes `--bench`.
    let mut args = std::env::args_os().skip(1).filter(|arg| arg != "--bench");
    let Some(photos) = args.next() else {
        println!("folder: not measured, for no folder of real photos was named");
        return;
    };
    let place = Place::new();
    let (count, bytes) = place.camera_folder(Path::new(&photos));
    println!(
        "{count} camera JPEGs, {:.0} MB, page cache warm, least of {RUNS} runs",
        bytes as f64 / 1e6
    );
    place.declared("photos");
    folder(&place, count, bytes);
    tree(&place);
}

fn folder(place: &Place, count: usize, bytes: u64) {
    let mut rows: Vec<(&str, Duration)> = Vec::new();
    let mut least = |name, run: &mut dyn FnMut() -> Duration| {
        let took = run();
        match rows.iter_mut().find(|(known, _)| *known == name) {
            Some((_, least)) => *least = took.min(*least),
            None => rows.push((name, took)),
        }
    };
    // Nothing is deleted in between: a file system is slow where files were just deleted.
    for _ in 0..RUNS {
        least("cp -r", &mut || {
            let to = place.fresh();
            timed(Command::new("cp").arg("-r").arg(place.path("photos")).arg(to))
        });
        least("safelight export, all of it", &mut || {
            timed(&mut place.export("photos", &place.fresh()))
        });
        least("safelight export, without opening the register", &mut || {
            let to = place.fresh();
            place.summary(&mut place.export("photos", &to))
        });
        least("safelight inspect", &mut || {
            timed(place.safelight(["--json", "inspect", "photos"]))
        });
        least("exiftool -all= -o", &mut || {
            let to = place.fresh().join("x");
            let mut exiftool = Command::new("exiftool");
            timed(
                exiftool
                    .args(["-q", "-q", "-m", "-all=", "-o"])
                    .arg(format!("{}/", to.display()))
                    .arg(place.path("photos")),
            )
        });
    }
    let copying = rows.first().map_or(1.0, |(_, took)| took.as_secs_f64());
    let exiftool = rows.last().map_or(1.0, |(_, took)| took.as_secs_f64());
    let tenth = place.tenth();
    for (name, command) in [
        (
            "mat2 --lightweight, ten times a tenth",
            &["mat2", "--inplace", "--lightweight"][..],
        ),
        (
            "ImageMagick mogrify -strip, ten times a tenth",
            &["mogrify", "-strip"][..],
        ),
    ] {
        let to = place.fresh();
        assert!(
            Command::new("cp")
                .arg("-r")
                .arg(&tenth)
                .arg(&to)
                .status()
                .unwrap()
                .success()
        );
        let files = files(&to.join("tenth"));
        let (program, options) = command.split_first().unwrap();
        rows.push((name, timed(Command::new(program).args(options).args(files)) * 10));
    }
    for (name, took) in rows {
        let seconds = took.as_secs_f64();
        println!(
            "{name:<50} {seconds:>7.2} s {:>7.2} × cp {:>7.2} × exiftool {:>6.2} GB/s {:>7.2} ms a file",
            seconds / copying,
            seconds / exiftool,
            bytes as f64 / seconds / 1e9,
            seconds * 1e3 / count as f64
        );
    }
}

/// Many small files, made by hard links of a few.
fn tree(place: &Place) {
    place.small_tree("few", SMALL, 1);
    place.small_tree("many", SMALL, TREE / SMALL);
    place.declared("few");
    let mut a_file = Vec::new();
    for (name, count) in [("few", SMALL), ("many", TREE)] {
        let took = (0..if name == "few" { RUNS } else { 1 })
            .map(|_| place.summary(&mut place.export(name, &place.fresh())))
            .min()
            .unwrap();
        let each = took.as_secs_f64() * 1e6 / count as f64;
        let most = place.memory(&mut place.export(name, &place.fresh()));
        println!(
            "{count} small files: {each:.0} µs a file, at most {most:.0} MiB once the register was open"
        );
        a_file.push(each);
    }
    if let [few, many] = a_file[..] {
        println!("a file of {TREE} costs {:.2} × one of {SMALL}", many / few);
    }
}

/// A folder with a register, photos and copies, gone at the end.
struct Place {
    dir: TempDir,
    made: std::cell::Cell<u32>,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            dir: tempfile::tempdir().unwrap(),
            made: std::cell::Cell::new(0),
        };
        timed(place.safelight(["init"]));
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// An empty folder that was not there before.
    fn fresh(&self) -> PathBuf {
        self.made.set(self.made.get() + 1);
        let path = self.path(&format!("to-{}", self.made.get()));
        std::fs::create_dir(&path).unwrap();
        path
    }

    fn safelight<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(SAFELIGHT);
        command
            .args(words)
            .current_dir(self.dir.path())
            .env("SAFELIGHT_REGISTER", self.path("register"))
            .env("SAFELIGHT_PASSPHRASE", "correct horse battery staple")
            .stdin(Stdio::null());
        command
    }

    fn export(&self, from: &str, to: &Path) -> Command {
        let mut command = self.safelight(["--json", "export", "--no-likeness", "--purpose", "teaching"]);
        command
            .args(["--audience", "institution", "--to"])
            .arg(to)
            .arg(from);
        command
    }

    /// Nobody is in the photos of a folder, and somebody looked through them.
    fn declared(&self, folder: &str) {
        timed(self.safelight([
            "declare",
            "no-person",
            "--by",
            "A",
            "--reason",
            "a measurement",
            folder,
        ]));
        timed(self.safelight(["review", "--by", "A", folder]));
    }

    /// Real photos over and over, each made another by a comment, until there are enough.
    fn camera_folder(&self, from: &Path) -> (usize, u64) {
        let folder = self.path("photos");
        std::fs::create_dir(&folder).unwrap();
        let mut whole: Vec<Vec<u8>> = files(from)
            .iter()
            .filter(|path| path.metadata().unwrap().len() >= CAMERA)
            .map(|path| std::fs::read(path).unwrap())
            .filter(|file| file.starts_with(b"\xFF\xD8\xFF") && file.ends_with(b"\xFF\xD9"))
            .collect();
        whole.sort_by_key(|file| std::cmp::Reverse(file.len()));
        assert!(
            !whole.is_empty(),
            "no JPEG of {CAMERA} bytes lies in {}",
            from.display()
        );
        let (mut count, mut bytes) = (0, 0);
        for (n, file) in whole.iter().cycle().enumerate() {
            if count >= PHOTOS && bytes >= BYTES {
                break;
            }
            let photo = [
                &file[..2],
                b"\xFF\xFE\0\x0Ctaken",
                format!("{n:05}").as_bytes(),
                &file[2..],
            ]
            .concat();
            std::fs::write(folder.join(format!("IMG_{n:05}.jpg")), &photo).unwrap();
            count += 1;
            bytes += photo.len() as u64;
        }
        (count, bytes)
    }

    fn tenth(&self) -> PathBuf {
        let folder = self.path("tenth");
        std::fs::create_dir(&folder).unwrap();
        for path in files(&self.path("photos")).iter().step_by(10) {
            std::fs::copy(path, folder.join(path.file_name().unwrap())).unwrap();
        }
        folder
    }

    fn small_tree(&self, name: &str, small: usize, times: usize) {
        let first = self.path(name).join("0");
        for time in 0..times {
            let folder = self.path(name).join(time.to_string());
            std::fs::create_dir_all(&folder).unwrap();
            for n in 0..small {
                let path = folder.join(format!("{n}.jpg"));
                if time == 0 {
                    std::fs::write(path, small_jpeg(n)).unwrap();
                } else {
                    std::fs::hard_link(first.join(format!("{n}.jpg")), path).unwrap();
                }
            }
        }
    }

    /// How long an export says that it took, from the open register on.
    fn summary(&self, export: &mut Command) -> Duration {
        let output = export.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let lines = String::from_utf8(output.stdout).unwrap();
        let last: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        Duration::from_secs_f64(last["summary"]["seconds"].as_f64().unwrap())
    }

    /// The most that was resident at once from the first result on, in MiB. Before that a register that is opened takes
    /// 64 MiB for a moment, as Argon2id is to.
    fn memory(&self, export: &mut Command) -> f64 {
        use std::io::{BufRead, BufReader};
        let mut child = export.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        lines.next().unwrap().unwrap();
        let process = PathBuf::from(format!("/proc/{}", child.id()));
        std::fs::write(process.join("clear_refs"), "5").unwrap();
        let mut most = 0.0_f64;
        for _ in lines {
            let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let resident = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
            most = most.max(resident.unwrap_or_default() / 1024.0);
        }
        child.wait().unwrap();
        most
    }
}

fn timed(command: impl std::borrow::BorrowMut<Command>) -> Duration {
    let mut command = command;
    let began = Instant::now();
    let output = command
        .borrow_mut()
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let took = began.elapsed();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    took
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

/// A picture of 64 × 48 pixels, no two alike.
fn small_jpeg(n: usize) -> Vec<u8> {
    let samples: Vec<u8> = (0..64 * 48 * 3)
        .map(|at| ((at * (n + 3)) ^ (at >> 5) ^ n) as u8)
        .collect();
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, 85);
    encoder
        .encode(&samples, 64, 48, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    file
}
