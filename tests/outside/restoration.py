"""What is hidden cannot be restored or read, by an attack that does so to a blur."""

import io

import numpy
from PIL import Image, ImageFilter

import attack
import hidden
from parallel import each
from pictures import encoded

# How much more like the truth than one colour a restoration may be: chance.
GAIN = 0.5
# How many restorations of a copy Tesseract reads: those most like the truth.
READ = 6
CODINGS = {
    "baseline": ("jpg", "jpeg", {"quality": 92}),
    "progressive": ("jpg", "jpeg", {"quality": 92, "progressive": True}),
    "PNG": ("png", "png", {}),
}


class Attacked:
    """What an attack on one copy came to: by how much its best restoration, by the filter `done`, was more like the truth
    than the colour of the surround, in dB; and how many of how many letters were read, and as what."""

    def __init__(self, gain, done, lines, read):
        self.gain, self.done, (self.read, self.text) = gain, done, read
        self.letters = sum(map(str.isalnum, lines))


def a_gaussian_blur_is_restored_and_read(run):
    """That the attack works: on what other programs call hidden, the same text and the same faces, σ = 8."""
    for subject, photos in run.subjects.items():
        cases = []
        for name, data in photos.of("PNG").items():
            truth = _open(data)
            blurred = truth.filter(ImageFilter.GaussianBlur(8))
            cases.append((truth, blurred, "rect", photos.box, photos.lines(name)))
        attacked = each(_attacked, cases)
        gain = min(one.gain for one in attacked)
        yield f"{subject}: {gain:+.2f} dB or more, {attacked[0].done}", gain > 2
        if letters := sum(one.letters for one in attacked):
            read = sum(one.read for one in attacked)
            yield f"{subject}: {read} of {letters} letters read", read > 0.8 * letters


def no_restoration_is_better_than_one_colour(run):
    """Each copy has noise of its own; the mean of four has half of it."""
    for title, attacked in run.attacked:
        gains = {coding: numpy.mean([one.gain for one in copies]) for coding, copies in attacked.items()}
        said = ", ".join(f"{coding} {gain:+.2f} dB" for coding, gain in gains.items())
        yield f"{title}: {said}", max(gains.values()) <= GAIN


def no_letter_is_read(run):
    for title, attacked in run.attacked:
        copies = [one for all_of_one in attacked.values() for one in all_of_one]
        if letters := sum(one.letters for one in copies):
            read = [one for one in copies if one.read]
            said = "".join(f"; {one.text}" for one in read)
            yield f"{title}: {sum(one.read for one in read)} of {letters} letters read{said}", not read


class Photos:
    """Photos of one subject, `files` name → bytes, with what is to be hidden in `box`."""

    def __init__(self, made, box, texts):
        self.box, self._texts, self.files = box, texts, {}
        for number, picture in enumerate(made):
            for coding, (ending, kind, how) in CODINGS.items():
                self.files[f"{number}-{coding}.{ending}"] = encoded(picture, kind, **how)

    def of(self, coding):
        return {name: data for name, data in self.files.items() if f"-{coding}." in name}

    def lines(self, name):
        """The text in a photo."""
        return "".join(self._texts[int(name.split("-")[0])])

    def marked(self, shape):
        """The rectangle or ellipse that covers the box."""
        x, y, width, height = self.box
        if shape == "rect":
            return self.box
        more = [int(side * 0.21) for side in (width, height)]
        return (x - more[0], y - more[1], width + 2 * more[0], height + 2 * more[1])


def attacks(program, subjects):
    """Every subject, style and shape: what it is called, and its attacked copies by coding."""
    planned = []
    for subject, photos in subjects.items():
        folder = program.photos(subject, photos.files)
        for shape in program.shapes:
            for style in program.styles:
                box = photos.marked(shape)
                copies = program.copies(folder, shape, box, style)
                for coding in CODINGS:
                    cases = [
                        (_open(data), _open(copies[name]), shape, box, photos.lines(name))
                        for name, data in photos.of(coding).items()
                    ]
                    planned.append((f"{subject}, {style}, {shape}", coding, cases))
    results = iter(each(_attacked, [case for *_, cases in planned for case in cases]))
    attacked = {}
    for title, coding, cases in planned:
        attacked.setdefault(title, {})[coding] = [next(results) for _ in cases]
    return list(attacked.items())


def _attacked(case):
    truth, copy, shape, box, lines = case
    mask = hidden.hidden(shape, box, truth.size)
    levels = numpy.asarray(copy.convert("L"), float)
    # Clear of the hidden margin and the MCUs it runs into.
    surround = levels[hidden.ring(mask, 16, 32)].mean()
    rows, columns = (numpy.flatnonzero(hidden.ring(mask, 0, 24).any(axis)) for axis in (1, 0))
    crop = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    inside = attack.halved(hidden.marked(shape, box, truth.size)[crop].astype(float)) == 1
    real = attack.halved(numpy.asarray(truth.convert("L"), float)[crop])
    seen = attack.halved(levels[crop])

    def likeness(restored):
        return attack.likeness(restored, real, inside)

    best = {done: max(made, key=likeness) for done, made in attack.restorations(seen).items()}
    ranked = sorted(best, key=lambda done: likeness(best[done]), reverse=True)
    gain = likeness(best[ranked[0]]) - likeness(numpy.full(real.shape, surround))
    read = attack.letters_read([seen, *(best[done] for done in ranked[:READ])], lines) if lines else (0, "")
    return Attacked(gain, ranked[0], lines, read)


def _open(data):
    return Image.open(io.BytesIO(data)).convert("RGB")

