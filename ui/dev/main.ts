// `npm run dev`, then http://localhost:5173/dev/?photos=1000: the window over a stand-in for the shell.
import { pretendShell } from "./shell";

const asked = new URLSearchParams(location.search);
const photos = Number(asked.get("photos") ?? 7);
// Within reach of the console, to drop things and to change what the gate says.
Object.assign(window, { shell: pretendShell({ photos, lock: asked.has("new") ? "absent" : "open" }) });
await import("../src/main");
