import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellStirring } from "./stirring";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("the shell hears that somebody is there, but not of each movement", () => {
  const tell = vi.fn();
  const stop = tellStirring(tell);
  for (let i = 0; i < 50; i++) window.dispatchEvent(new Event("pointermove"));
  expect(tell).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(60_000);
  expect(tell).toHaveBeenCalledOnce();
  window.dispatchEvent(new Event("keydown"));
  expect(tell).toHaveBeenCalledTimes(2);
  stop();
  vi.advanceTimersByTime(60_000);
  window.dispatchEvent(new Event("keydown"));
  expect(tell).toHaveBeenCalledTimes(2);
});
