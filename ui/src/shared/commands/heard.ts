import { Channel } from "@tauri-apps/api/core";

/** A channel on which the shell tells news while a command runs. */
export function heard<T>(hear: (news: T) => void): Channel<T> {
  const channel = new Channel<T>();
  channel.onmessage = hear;
  return channel;
}
