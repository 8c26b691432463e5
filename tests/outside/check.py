"""Looks at exported copies from outside: `check.py SAFELIGHT`, the path of the command. One line a check with what was
measured; the exit status is 1 when one of them failed.

Nothing here knows how Safelight hides. It marks, exports, and reads the files with readers of its own."""

import inspect
import sys
import tempfile
import time

import coefficients
import pictures
import restoration
from program import Program


class Run:
    """The pictures, and their copies as each style and shape hides them."""

    def __init__(self, program):
        self.codings = pictures.codings()
        self.frames = coefficients.read(self.codings)
        folder = program.photos("codings", self.codings)
        self.hidden_codings = []
        for shape in program.shapes:
            for style in program.styles:
                copies = program.copies(folder, shape, coefficients.BOX, style)
                self.hidden_codings.append((shape, style, copies, coefficients.read(copies)))
        faces = [pictures.face(number) for number in range(4)]
        texts = [pictures.text(lines) for lines in pictures.TEXTS]
        self.subjects = {
            "text": restoration.Photos(texts, pictures.TEXT_BOX, pictures.TEXTS),
            "face": restoration.Photos(faces, pictures.FACE_BOX, [""] * len(faces)),
        }
        self.attacked = restoration.attacks(program, self.subjects)


def checks():
    """Every generator of these modules: it yields what was measured, and whether that is as promised."""
    members = [*vars(coefficients).values(), *vars(restoration).values()]
    return filter(inspect.isgeneratorfunction, members)


def main(safelight):
    began, failed = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="safelight-outside-") as folder:
        program = Program(safelight, folder)
        print(f"Hidden as {', '.join(program.styles)} in {', '.join(program.shapes)}: what `safelight mark` offers.")
        run = Run(program)
        for check in checks():
            for measured, good in check(run):
                failed += not good
                print(f"{'ok  ' if good else 'FAIL'} {check.__name__.replace('_', ' ')}: {measured}", flush=True)
    print(f"{failed} failed, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
