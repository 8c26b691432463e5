"""The pictures that are checked, made here: some of every coding, some with text and some with a face to hide."""

import io
import subprocess

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# Two lines a picture: names and numbers, no words that a reader would guess.
TEXTS = [
    ("Marianne Holt", "24 06 1987 1053"),
    ("Benjamin Okafor", "4857 773 9210"),
    ("Ruth Delgado", "61 Leeds 30582"),
    ("Ezekiel Watson", "19 Hull 46 783"),
]
WIDE, HIGH = 944, 400
TEXT_BOX = (202, 118, 540, 164)
FACE_BOX = (372, 90, 200, 220)


def scene():
    """Colour and detail everywhere, 323 × 245 pixels: RGB."""
    x, y = numpy.meshgrid(numpy.arange(323), numpy.arange(245))
    waves = [128 + 90 * numpy.sin((a * x + b * y) / 40) for a, b in ((3, 1), (1, 4), (2, 2))]
    return as_image(noisy(numpy.stack(waves, -1), 6, seed=1))


def codings():
    """The scene as a file of each coding that is checked: name → bytes."""
    ppm = encoded(scene(), "ppm")
    samplings = {"444": "1x1", "422": "2x1", "420": "2x2", "440": "1x2"}
    colours = {name: ["-sample", factors] for name, factors in samplings.items()} | {"grey": ["-grayscale"]}
    modes = {
        "baseline": [],
        "progressive": ["-progressive"],
        "restart": ["-restart", "5B"],
        "progressive-restart": ["-progressive", "-restart", "7B"],
        "arithmetic": ["-arithmetic"],
        "progressive-arithmetic": ["-arithmetic", "-progressive"],
    }
    files = {}
    for colour, sampling in colours.items():
        for mode, switches in modes.items():
            words = ["cjpeg", "-quality", "88", *sampling, *switches]
            made = subprocess.run(words, input=ppm, capture_output=True, check=True)
            files[f"{colour}-{mode}.jpg"] = made.stdout
    cmyk = scene().convert("CMYK")
    files["cmyk-baseline.jpg"] = encoded(cmyk, "jpeg", quality=88)
    files["cmyk-progressive.jpg"] = encoded(cmyk, "jpeg", quality=88, progressive=True)
    files["rgb.png"] = encoded(scene(), "png")
    files["grey.png"] = encoded(scene().convert("L"), "png")
    files["palette.png"] = encoded(scene().quantize(200), "png")
    files["alpha.png"] = encoded(scene().convert("RGBA"), "png")
    deep = numpy.asarray(scene().convert("L")).astype(numpy.uint16) * 257 + 3
    files["deep.png"] = encoded(Image.fromarray(deep), "png")
    return files


def text(lines):
    """Paper with `lines` in TEXT_BOX: RGB."""
    picture = Image.new("L", (WIDE, HIGH), 214)
    draw = ImageDraw.Draw(picture)
    x, y, width, height = TEXT_BOX
    for number, line in enumerate(lines):
        font = ImageFont.truetype("DejaVuSans-Bold.ttf", 56)
        middle = (x + width / 2, y + height * (2 * number + 1) / 4)
        assert font.getlength(line) <= width, f"{line} does not fit"
        draw.text(middle, line, fill=28, font=font, anchor="mm")
    return photographed(picture, seed=sum(map(ord, lines[0])))


def face(number):
    """A face-like drawing in FACE_BOX before a wall of about its mean level: RGB."""
    random = numpy.random.default_rng(number)
    x, y, width, height = FACE_BOX
    middle, skin = (x + width / 2, y + height / 2), int(random.integers(185, 215))
    picture = Image.new("L", (WIDE, HIGH), 128)
    draw = ImageDraw.Draw(picture)

    def oval(across, down, wide, high, level):
        left, top = middle[0] + across * width - wide * width / 2, middle[1] + down * height - high * height / 2
        draw.ellipse((left, top, left + wide * width, top + high * height), fill=level)

    shift = random.uniform(-0.03, 0.03, 6)
    oval(0, -0.05, 0.98, 0.9, int(random.integers(20, 50)))
    oval(0, 0.07, 0.76 + shift[0], 0.8, skin)
    for side in (-1, 1):
        oval(side * (0.17 + shift[1]), -0.02, 0.17, 0.09, 245)
        oval(side * (0.17 + shift[1]), -0.02, 0.07, 0.08, 15)
        oval(side * (0.17 + shift[1]), -0.11 + shift[2], 0.22, 0.035, 40)
    oval(0, 0.13, 0.1 + shift[3], 0.17, skin - 45)
    oval(0, 0.29 + shift[4], 0.3 + shift[5], 0.09, 70)
    return photographed(picture.filter(ImageFilter.GaussianBlur(1.2)), seed=number)


def photographed(picture, seed):
    """A drawing in colour, with a sensor's noise."""
    levels = numpy.asarray(picture).astype(float)
    tinted = numpy.stack([levels, levels * 0.97, levels * 0.92], -1)
    return as_image(noisy(tinted, 2, seed))


def noisy(levels, deviation, seed):
    return levels + numpy.random.default_rng(seed).normal(0, deviation, levels.shape)


def as_image(levels):
    return Image.fromarray(numpy.clip(numpy.rint(levels), 0, 255).astype(numpy.uint8))


def encoded(picture, kind, **how):
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()
