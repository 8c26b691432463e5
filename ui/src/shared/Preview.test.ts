import { createRawSnippet, flushSync, mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import Preview from "./Preview.svelte";

const lost = createRawSnippet(() => ({ render: () => "<span></span>" }));

const shown = (passing: boolean) => {
  const preview = mount(Preview, {
    target: document.body,
    props: { source: "photo://localhost/1/0/output/384", alt: "", passing, lost },
  });
  flushSync();
  return preview;
};

const asked = () => {
  flushSync();
  return document.querySelector("img")?.hasAttribute("src");
};

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

test("a picture is asked for at once", async () => {
  const preview = shown(false);
  expect(asked()).toBe(true);
  await unmount(preview);
});

test("a picture that passes by is asked for only when it stays", async () => {
  vi.useFakeTimers();
  const preview = shown(true);
  vi.advanceTimersByTime(50);
  expect(asked()).toBe(false);
  vi.advanceTimersByTime(100);
  expect(asked()).toBe(true);
  await unmount(preview);
});
