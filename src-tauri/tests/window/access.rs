//! What is asked of every place: that everyone can use it, and that nothing gets out of it.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::screen::{Screen, bytes};

/// Runs axe and asserts that it finds nothing serious, and that nothing runs over the window's edges.
pub(crate) async fn usable(screen: &Screen, place: &str) {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let source = String::from_utf8(bytes(&axe)).expect("axe is text");
    screen.js(&source).await;
    // Half-way through a transition colours are neither the old nor the new ones.
    sleep(Duration::from_millis(200)).await;
    let found = screen
        .web
        .execute_async(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then((it) => \
             done(it.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => \
             one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | '))), \
             (error) => done(['axe failed: ' + error]))",
            Vec::new(),
        )
        .await
        .unwrap_or_else(|error| panic!("axe in {place}: {error}"));
    assert_eq!(found.json(), &json!([]), "axe in {place}");
    for (width, height) in [(900, 600), (1280, 860)] {
        screen
            .web
            .set_window_rect(0, 0, width, height)
            .await
            .expect("a window that can be resized");
        let wide = format!("return innerWidth === {width} && innerHeight === {height}");
        screen.until("the window's new size", &wide).await;
        let over = screen.js(RUNS_OVER).await;
        assert_eq!(
            over,
            json!([]),
            "{place} at {width} × {height} runs over its edges"
        );
    }
}

/// What is wider than the place it stands in, or reaches over the window's edges.
const RUNS_OVER: &str = "const page = document.documentElement; \
    const over = [page, ...document.querySelectorAll('main, .here > *, .parts, .body, dialog, header')].filter((it) => \
    it.scrollWidth > it.clientWidth + 1); \
    if (page.scrollHeight > page.clientHeight) over.push(page); \
    return over.map((it) => it.tagName + '.' + it.className)";

/// Tries every way out; for each whether it was refused.
pub(crate) async fn ways_out(screen: &Screen, outside: &str) -> Vec<(String, bool)> {
    let script = format!(
        "const done = arguments[0], outside = {}; ({WAYS_OUT})(outside).then(done, (error) => done([[String(error), false]]))",
        json!(outside)
    );
    let tried = screen
        .web
        .execute_async(script, Vec::new())
        .await
        .expect("the ways out are tried");
    let tried = tried.json().as_array().cloned().unwrap_or_default();
    let way = |it: &Value| Some((it.get(0)?.as_str()?.to_owned(), it.get(1)?.as_bool()?));
    tried.iter().filter_map(way).collect()
}

const WAYS_OUT: &str = r#"async (outside) => {
  const tried = [];
  const refused = (way, promise) => promise.then(() => tried.push([way, false]), () => tried.push([way, true]));
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const add = (tag, given) => { const it = Object.assign(document.createElement(tag), given); document.body.append(it); return it; };
  const loads = (it) => new Promise((done, failed) => { it.onload = done; it.onerror = failed; setTimeout(failed, 700); });

  add("script", { textContent: "window.escaped = true" });
  tried.push(["inline script", window.escaped === undefined]);
  const button = document.createElement("button");
  button.setAttribute("onclick", "window.escaped = true");
  document.body.append(button);
  button.click();
  tried.push(["inline handler", window.escaped === undefined]);
  const styled = document.createElement("p");
  styled.setAttribute("style", "position: fixed");
  document.body.append(styled);
  tried.push(["inline style", getComputedStyle(styled).position !== "fixed"]);
  await refused("remote script", loads(add("script", { src: outside + "/script.js" })));
  await refused("remote image", loads(add("img", { src: outside + "/image.png" })));
  await refused("remote fetch", fetch(outside));
  await refused("file fetch", fetch("file:///etc/passwd"));
  navigator.sendBeacon(outside, "only the server outside can tell whether this was sent");
  await refused("web socket", new Promise((done, failed) => {
    const socket = new WebSocket(outside.replace("http", "ws"));
    socket.onopen = done;
    socket.onerror = failed;
  }));
  const frame = add("iframe", { src: outside });
  await wait(500);
  let inside = null;
  try { inside = frame.contentDocument?.body?.textContent ?? null; } catch { inside = null; }
  tried.push(["remote frame", !inside]);
  const form = add("form", { action: outside, method: "post" });
  form.submit();
  await wait(300);
  tried.push(["form", location.origin === "tauri://localhost"]);
  location.href = outside;
  await wait(500);
  tried.push(["navigation", location.origin === "tauri://localhost"]);
  tried.push(["new window", window.open(outside) === null]);

  const held = URL.createObjectURL(new Blob(["held in the page"], { type: "image/png" }));
  for (const href of [held, "photo://localhost/0/0/output/100", "tauri://localhost/index.html"]) {
    const link = add("a", { href, download: "saved.png" });
    link.click();
    await wait(300);
    link.remove();
  }
  tried.push(["download", location.origin === "tauri://localhost"]);
  const menu = (it) => it.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
  const shown = add("img", {});
  tried.push(["menu of a picture", !menu(shown)], ["menu of the page", !menu(document.body)]);
  if (!menu(document.querySelector("[name=again]"))) tried.push(["text has no menu left", false]);

  const invoke = window.__TAURI_INTERNALS__.invoke;
  for (const [command, given] of [
    ["plugin:fs|read_text_file", { path: "/etc/passwd" }],
    ["plugin:shell|execute", { program: "id", args: [] }],
    ["plugin:http|fetch", { url: outside }],
    ["plugin:dialog|open", {}],
    ["plugin:app|version", {}],
    ["plugin:event|emit", { event: "drop", payload: { kind: "over" } }],
    ["plugin:window|set_title", { label: "main", value: "x" }],
    ["plugin:webview|create_webview_window", { options: { label: "other", url: outside } }],
    ["no_such_command", {}],
    ["photos", {}],
  ]) await refused(command, invoke(command, given));
  await refused("picture while locked", fetch("photo://localhost/0/0/output/100").then((it) => { if (!it.ok) throw new Error(); }));
  for (const it of [button, styled, frame, form, shown]) it.remove();
  return tried;
}"#;
