import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { idleLock } from "./idle";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("the register locks once nobody has done anything for a while, and not before", () => {
  const lock = vi.fn();
  const stop = idleLock(lock, () => false, 15);
  vi.advanceTimersByTime(14 * 60_000);
  window.dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(14 * 60_000);
  expect(lock).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(lock).toHaveBeenCalledOnce();
  stop();
});

test("work that goes on by itself holds the clock", () => {
  const lock = vi.fn();
  let busy = true;
  const stop = idleLock(lock, () => busy, 15);
  vi.advanceTimersByTime(120 * 60_000);
  expect(lock).not.toHaveBeenCalled();
  busy = false;
  vi.advanceTimersByTime(14 * 60_000);
  expect(lock).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(lock).toHaveBeenCalledOnce();
  stop();
});

test("a stopped watch locks nothing", () => {
  const lock = vi.fn();
  idleLock(lock, () => false, 15)();
  vi.advanceTimersByTime(60 * 60_000);
  expect(lock).not.toHaveBeenCalled();
});
