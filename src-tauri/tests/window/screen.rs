//! The built program on a screen of its own, driven as a person would: `Xvfb`, `WebKitWebDriver`, `xdotool`.
//! What is missing fails the test, loudly.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{Key, TypingData};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// Programs that end with the test.
pub(crate) struct Screen {
    display: String,
    port: u16,
    _server: Child,
    _driver: Child,
    pub(crate) web: WebDriver,
    pub(crate) folder: tempfile::TempDir,
}

impl Screen {
    /// Starts the program with an empty register folder. `theme` is GTK's, which the page's colours follow.
    pub(crate) async fn start(theme: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let (server, display) = screen().await;
        let chosen = folder.path().join("chosen");
        let programs = folder.path().join("programs");
        std::fs::create_dir_all(&programs).expect("a folder for programs");
        put(
            &programs.join("zenity"),
            format!("#!/bin/sh\ncat '{}'\n", chosen.display()).as_bytes(),
        );
        executable(&programs.join("zenity"));
        let settings = folder.path().join("settings");
        let downloads = folder.path().join("downloads");
        // Wherever the program or the web engine might put something down, the test looks at the end.
        let [home, data, cache, state, temporary] =
            ["home", "data", "cache", "state", "temporary"].map(|name| folder.path().join(name));
        for made in [&settings, &downloads, &home, &data, &cache, &state, &temporary] {
            std::fs::create_dir_all(made).expect("a folder");
        }
        put(
            &settings.join("user-dirs.dirs"),
            format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display()).as_bytes(),
        );
        let path = std::env::join_paths(
            std::iter::once(programs)
                .chain(std::env::split_paths(&std::env::var_os("PATH").expect("a PATH"))),
        )
        .expect("a PATH");
        let port = free_port();
        let log = File::create(folder.path().join("log")).expect("a log");
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("DISPLAY", &display)
            .env("PATH", path)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GDK_BACKEND", "x11")
            .env("GTK_THEME", theme)
            .env("NO_AT_BRIDGE", "1")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", settings)
            .env("XDG_DATA_HOME", data)
            .env("XDG_CACHE_HOME", cache)
            .env("XDG_STATE_HOME", state)
            .env("TMPDIR", temporary)
            .env("SAFELIGHT_REGISTER", folder.path().join("register"))
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("WebKitWebDriver (Debian: webkit2gtk-driver)");
        let web = window(port).await;
        Self {
            display,
            port,
            _server: server,
            _driver: driver,
            web,
            folder,
        }
    }

    /// What the next dialog of the system is answered with.
    pub(crate) fn choose(&self, path: &Path) {
        put(
            &self.folder.path().join("chosen"),
            format!("{}\n", path.display()).as_bytes(),
        );
    }

    pub(crate) async fn js(&self, script: &str) -> Value {
        let answer = self.web.execute(script, Vec::new()).await;
        answer
            .unwrap_or_else(|error| panic!("{script}: {error}"))
            .json()
            .clone()
    }

    /// Waits until a script gives something else than null, false or nothing.
    pub(crate) async fn until(&self, what: &str, script: &str) -> Value {
        let began = Instant::now();
        loop {
            let value = self.js(script).await;
            if !(value.is_null() || value == json!(false) || value == json!("")) {
                return value;
            }
            if began.elapsed() > PATIENCE {
                self.shoot(concat!(env!("CARGO_TARGET_TMPDIR"), "/window-failed.png"))
                    .await;
                let seen = self.js("return document.body.innerText").await;
                panic!(
                    "never seen: {what}\nin the window:\n{}",
                    seen.as_str().unwrap_or_default()
                );
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for an element and gives it, in view.
    pub(crate) async fn find(&self, css: &str) -> WebElement {
        self.until(
            css,
            &format!("return document.querySelector({}) !== null", json!(css)),
        )
        .await;
        let element = self.web.find(By::Css(css)).await.expect(css);
        element.scroll_into_view().await.expect(css);
        element
    }

    pub(crate) async fn click(&self, css: &str) {
        self.until(
            css,
            &format!(
                "const it = document.querySelector({}); return it && !it.disabled",
                json!(css)
            ),
        )
        .await;
        self.find(css)
            .await
            .click()
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Clicks the button that is called so.
    pub(crate) async fn press(&self, name: &str) {
        let find = format!(
            "const it = [...document.querySelectorAll('button, summary')].find((one) => !one.disabled && \
             (one.textContent.trim() === {name} || one.ariaLabel === {name})); \
             if (it) it.dataset.pressed = 'next'; return Boolean(it)",
            name = json!(name)
        );
        self.until(name, &find).await;
        let button = self.find("[data-pressed]").await;
        self.js("delete document.querySelector('[data-pressed]').dataset.pressed")
            .await;
        button
            .click()
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    pub(crate) async fn write(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.expect(css);
        field
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Chooses an option by its value, or by its place when it has none that is known.
    pub(crate) async fn pick(&self, css: &str, option: &str) {
        self.find(&format!("{css} option{option}")).await;
        let choose = format!(
            "const it = document.querySelector({}); it.value = it.querySelector({}).value; \
             it.dispatchEvent(new Event('change', {{bubbles: true}}))",
            json!(css),
            json!(format!("option{option}"))
        );
        self.js(&choose).await;
    }

    /// Waits for text anywhere in the window.
    pub(crate) async fn see(&self, text: &str) {
        self.until(
            text,
            &format!("return document.body.innerText.includes({})", json!(text)),
        )
        .await;
    }

    /// Drags files from another window and lets them go in the middle of this one.
    pub(crate) async fn drop(&self, files: &[PathBuf]) {
        self.let_go(files, [640, 430]).await;
    }

    /// Drags files from another window and lets them go on the middle of what is first called so.
    pub(crate) async fn drop_on(&self, files: &[PathBuf], css: &str) {
        let script = format!(
            "const it = document.querySelector({}); it.scrollIntoView({{block: 'center'}}); \
             const b = it.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2].map(Math.round)",
            Value::from(css)
        );
        self.find(css).await;
        let at: [i64; 2] = serde_json::from_value(self.js(&script).await).expect("a place on the page");
        self.let_go(files, at).await;
    }

    async fn let_go(&self, files: &[PathBuf], [to_x, to_y]: [i64; 2]) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/drag.py");
        let mut source = Command::new("/usr/bin/python3")
            .arg(script)
            .args(files.iter().map(|file| uri(file)))
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("python3 with GTK 3 (Debian: python3-gi gir1.2-gtk-3.0)");
        let mut ready = [0; 6];
        let mut says = source.stdout.take().expect("its output");
        says.read_exact(&mut ready).await.expect("a window to drag from");
        self.mouse(&["mousemove", "20", "20", "mousedown", "1"]).await;
        for step in 1..=10 {
            let (x, y) = ((20 + step * 60).to_string(), (20 + step * 40).to_string());
            self.mouse(&["mousemove", &x, &y]).await;
            sleep(Duration::from_millis(30)).await;
        }
        let to = [to_x.to_string(), to_y.to_string()];
        self.mouse(&["mousemove", &to[0], &to[1]]).await;
        sleep(Duration::from_millis(200)).await;
        self.mouse(&["mouseup", "1"]).await;
        sleep(Duration::from_millis(300)).await;
        source.kill().await.expect("the window to drag from ends");
    }

    pub(crate) async fn mouse(&self, steps: &[&str]) {
        let done = Command::new("xdotool")
            .args(steps)
            .env("DISPLAY", &self.display)
            .status()
            .await;
        assert!(done.expect("xdotool").success(), "xdotool {steps:?}");
    }

    /// Keeps what is on the screen, native dialogs too.
    pub(crate) async fn shoot(&self, file: &str) {
        let mut shot = Command::new("import");
        shot.args(["-window", "root", file]).env("DISPLAY", &self.display);
        let done = shot.status().await.expect("import (Debian: imagemagick)");
        assert!(done.success(), "import {file}");
    }

    /// Presses a key with others held, and lets go of all.
    pub(crate) async fn key(&self, held: &[Key], key: impl Into<TypingData>) {
        let chain = self.web.action_chain();
        let chain = held.iter().fold(chain, |chain, key| chain.key_down(key.clone()));
        let chain = chain.send_keys(key);
        let chain = held.iter().fold(chain, |chain, key| chain.key_up(key.clone()));
        chain.perform().await.expect("a keyboard");
    }

    /// Ends the program and starts it again, with the same register.
    pub(crate) async fn again(&mut self) {
        self.web.clone().quit().await.expect("the window closes");
        self.web = window(self.port).await;
    }

    /// Whether one of these can be read in anything that the program or the web engine put down, and where.
    pub(crate) fn readable(&self, words: &[&str]) -> Vec<String> {
        let places = [
            "home",
            "settings",
            "downloads",
            "data",
            "cache",
            "state",
            "temporary",
            "register",
            "log",
            "backup.safelight",
        ];
        let mut found = Vec::new();
        let mut looked = 0;
        for file in places
            .iter()
            .flat_map(|place| files(&self.folder.path().join(place)))
        {
            let bytes = std::fs::read(&file).unwrap_or_default();
            looked += 1;
            for word in words {
                let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let holds = |part: &[u8]| bytes.windows(part.len()).any(|it| it == part);
                if holds(word.as_bytes()) || holds(&utf16) {
                    found.push(format!("{word} in {}", file.display()));
                }
            }
        }
        assert!(
            looked > 3,
            "the register, its lock and the log at least are looked at"
        );
        found
    }

    pub(crate) async fn end(self) {
        self.web.clone().quit().await.expect("the window closes");
        assert_eq!(self.readable(crate::journey::WORDS), [""; 0], "after the end");
    }
}

/// Starts the program.
async fn window(port: u16) -> WebDriver {
    let mut wanted = Capabilities::new();
    wanted
        .set(
            "webkitgtk:browserOptions",
            json!({"binary": env!("CARGO_BIN_EXE_safelight-desktop"), "args": []}),
        )
        .expect("a capability");
    let began = Instant::now();
    loop {
        match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted.clone()).await {
            Ok(web) => return web,
            Err(error) if began.elapsed() > PATIENCE => panic!("the window did not open: {error}"),
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn screen() -> (Child, String) {
    let mut server = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("Xvfb (Debian: xvfb)");
    let mut says = server.stdout.take().expect("its output");
    let mut number = Vec::new();
    loop {
        let byte = says.read_u8().await.expect("the number of the display");
        if byte == b'\n' {
            break;
        }
        number.push(byte);
    }
    let number = String::from_utf8(number).expect("a number");
    (server, format!(":{}", number.trim()))
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its number").port()
}

/// `file://` with every byte that is not plain written as its number.
fn uri(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(byte);
    let bytes = path.as_os_str().as_bytes().iter();
    let letters = bytes.map(|byte| match byte {
        byte if plain(byte) => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    format!("file://{}", letters.collect::<String>())
}

#[expect(clippy::disallowed_methods, reason = "the test makes the files that it drops")]
pub(crate) fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("a program");
}

/// A file, whole.
pub(crate) fn bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    bytes
}

/// The files in a folder and in those in it, or the one file.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_symlink() {
        return Vec::new();
    }
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().flat_map(|entry| files(&entry.path())).collect(),
        Err(_) if path.is_file() => vec![path.to_owned()],
        Err(_) => Vec::new(),
    }
}
