"""The `safelight` command, used as a person would use it."""

import json
import os
import subprocess
from pathlib import Path

# What is checked where `safelight mark` offers it; the first of each it always must.
SHAPES = ["rect", "ellipse"]
STYLES = ["blur", "fill", "mosaic"]


class Program:
    """A register of its own in `folder`, in which nobody is in any photo."""

    def __init__(self, safelight, folder):
        self._safelight, self._folder = Path(safelight).resolve(), Path(folder)
        self._env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder / "home"),
            "SAFELIGHT_REGISTER": str(self._folder / "register"),
            "SAFELIGHT_PASSPHRASE": "a passphrase of the checks",
        }
        self._say("init")
        offered = self._run("mark", "--help")
        self.shapes = [shape for shape in SHAPES if f"--{shape} " in offered]
        self.styles = [style for style in STYLES if style in offered.partition("--style")[2]]
        assert self.shapes[:1] == SHAPES[:1] and self.styles[:2] == STYLES[:2], offered

    def photos(self, name, files):
        """A folder of photos with nobody in them, of name → bytes."""
        folder = self._folder / name
        folder.mkdir()
        for file, data in files.items():
            (folder / file).write_bytes(data)
        self._say("declare", "no-person", "--by", "a check", "--reason", "a drawing", folder)
        return folder

    def copies(self, photos, shape, box, style):
        """The exported copies of a folder's photos with one region hidden: name → bytes."""
        self._say("mark", "--clear", f"--{shape}", ",".join(map(str, box)), "--style", style, photos)
        self._say("review", "--by", "a check", photos)
        to = self._folder / "copies"
        to.mkdir(exist_ok=True)
        use = ["--purpose", "teaching", "--audience", "institution", "--to", to]
        *exported, summary = self._say("export", *use, photos)
        count = len(list(photos.iterdir()))
        assert summary["summary"]["exported"] == count > 0, summary
        return {Path(one["source"]).name: Path(one["output"]).read_bytes() for one in exported}

    def _say(self, *words):
        return [json.loads(line) for line in self._run("--json", *words).splitlines()]

    def _run(self, *words):
        words = [self._safelight, *words]
        ended = subprocess.run(words, env=self._env, cwd=self._folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert ended.returncode == 0, f"{words} ended with {ended.returncode}: {(ended.stdout + ended.stderr)[-1000:]}"
        return ended.stdout
