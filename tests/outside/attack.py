"""What somebody does to a picture to see what was hidden: restoring it, and reading it."""

import functools
import os
import subprocess

import numpy
from PIL import Image

from pictures import encoded

# Sides and deviations in halved pixels: see `halved`.
SPREADS = [("gaussian", size) for size in (2, 3, 4, 6, 10)] + [("box", size) for size in (8, 16)]
NOISES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2]
STEPS = (6, 18)
# White between two pictures on the page that Tesseract is given, in pixels.
ROOM = 24


def halved(levels):
    """At half the size. Nothing that a blur this wide leaves is finer, and the noise is less."""
    rows, columns = (side // 2 * 2 for side in levels.shape)
    return levels[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2).mean((1, 3))


def restorations(picture):
    """Each point spread's restorations of levels from 0 to 255: what was done → [levels]. None knows the truth: choose
    the best of them to favour the attacker."""
    found = {}
    for kind, size in SPREADS:
        transfer = spread(kind, size, picture.shape)
        found[f"Wiener, {kind} {2 * size}"] = [wiener(picture, transfer, noise) for noise in NOISES]
        if kind == "gaussian" and size in (2, 4):
            found[f"Richardson-Lucy, {kind} {2 * size}"] = list(richardson_lucy(picture, transfer))
    return {done: [numpy.clip(levels, 0, 255) for levels in all] for done, all in found.items()}


def wiener(picture, transfer, noise):
    """N. Wiener's filter for a given share of noise, about the mean level."""
    mean = picture.mean()
    filtered = numpy.fft.rfft2(picture - mean) * transfer / (transfer**2 + noise)
    return numpy.fft.irfft2(filtered, picture.shape) + mean


def richardson_lucy(picture, transfer):
    """W. H. Richardson 1972 and L. B. Lucy 1974, after each count of STEPS. The spreads are symmetrical."""

    def spread_out(levels):
        return numpy.fft.irfft2(numpy.fft.rfft2(levels) * transfer, picture.shape)

    picture = numpy.maximum(picture, 1)
    estimate = picture
    for step in range(1, max(STEPS) + 1):
        estimate = numpy.maximum(estimate * spread_out(picture / numpy.maximum(spread_out(estimate), 0.5)), 1e-3)
        if step in STEPS:
            yield estimate


@functools.lru_cache(maxsize=64)
def spread(kind, size, shape):
    """The real transfer function of a point spread of deviation or side `size`."""
    along = numpy.fft.fftfreq(shape[0])[:, None], numpy.fft.rfftfreq(shape[1])[None, :]
    if kind == "gaussian":
        return numpy.exp(-2 * (numpy.pi * size) ** 2 * (along[0] ** 2 + along[1] ** 2))
    return numpy.sinc(size * along[0]) * numpy.sinc(size * along[1])


def likeness(levels, truth, mask):
    """PSNR where `mask` is set, in dB."""
    error = numpy.mean((levels - truth)[mask] ** 2)
    return 10 * numpy.log10(255**2 / max(error, 1e-9))


def letters_read(pictures, truth):
    """The most letters and digits of `truth` that Tesseract reads from one of `pictures`, levels of one size, with what it
    read there."""
    height = pictures[0].shape[0] + ROOM
    page = numpy.concatenate([numpy.pad(stretched(levels), ROOM // 2, constant_values=255) for levels in pictures])
    words = ["tesseract", "stdin", "stdout", "-l", "eng", "--dpi", "150", "--psm", "6", "tsv"]
    ended = subprocess.run(
        words,
        input=encoded(Image.fromarray(page.astype(numpy.uint8)), "png"),
        capture_output=True,
        check=True,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    read = [""] * len(pictures)
    for row in ended.stdout.decode().splitlines()[1:]:
        fields = row.split("\t")
        # Level 5 is a word, then its page, block, paragraph, line, number, left, top, width, height.
        if fields[0] == "5":
            middle = int(fields[7]) + int(fields[9]) / 2
            read[min(int(middle // height), len(read) - 1)] += fields[11]
    return max((matched(one, truth), one) for one in read)


def stretched(levels):
    low, high = numpy.percentile(levels, (1, 99))
    return numpy.clip((levels - low) / max(high - low, 1) * 255, 0, 255)


def matched(read, truth):
    """How many letters and digits of the truth were read, in runs of four at least: fewer are chance."""
    read, truth = ("".join(filter(str.isalnum, text)) for text in (read, truth))
    runs, at = 0, 0
    while at < len(truth):
        length = next((n for n in range(len(truth) - at, 3, -1) if truth[at : at + n] in read), 0)
        runs, at = runs + length, at + max(length, 1)
    return runs
