// `npm run dev`, then http://localhost:5173/dev/?photos=1000: the window over a stand-in for the shell.
import { pretendShell } from "./shell";

const asked = new URLSearchParams(location.search);
pretendShell({ photos: Number(asked.get("photos") ?? 7), lock: asked.has("new") ? "absent" : "open" });
await import("../src/main");
