"""Made the pictures beside it, with Pillow 13 and avifenc of libavif 0.11.1 (aom 3.6): `python3 made.py` in an empty folder.

p3.icc is `moxcms::ColorProfile::new_display_p3().encode()`, version 0.8.1.
"""

import random
import subprocess

from PIL import Image

FINE = ["--min", "0", "--max", "4", "--minalpha", "0", "--maxalpha", "0"]


def picture(width, height, pixel, mode="RGB"):
    made = Image.new(mode, (width, height))
    for y in range(height):
        for x in range(width):
            made.putpixel((x, y), pixel(x, y))
    return made


def drawn(width, height):
    def pixel(x, y):
        return 20 + 2 * x * 96 // width, 10 + 3 * y * 72 // height, 250 - x * 96 // width - y * 72 // height

    return picture(width, height, pixel)


def transparent():
    whole = drawn(96, 72)
    return picture(96, 72, lambda x, y: whole.getpixel((x, y)) + (60 + 2 * x,), "RGBA")


def with_secret(secret, alpha):
    """Noise; what lies from 40, 30 to 56, 44 hangs on the secret alone."""
    surround, inside = random.Random(7), random.Random(8 + secret)

    def pixel(x, y):
        noise = surround.randrange(8)
        colour = (x * 2 + noise, y * 3, 200 - x + noise // 2)
        if 40 <= x < 56 and 30 <= y < 44:
            colour = tuple(inside.randrange(256) for _ in range(3))
        return colour + ((255 if x > 20 else 2 * y,) if alpha else ())

    return picture(96, 72, pixel, "RGBA" if alpha else "RGB")


def encode(name, made, *options):
    made.save("in.png")
    command = ["avifenc", "-s", "2", "-j", "1", *options, "in.png", f"{name}.avif"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def coded(name, made, layout, bits, colour_range, *options):
    encode(name, made, "-y", layout, "-d", bits, "-r", colour_range, *FINE, *options)


def vast():
    """A small picture that says of itself, in its headers alone, that it is of 16,000 by 8,000 pixels."""
    file = bytearray(open("420_8_full_601.avif", "rb").read())
    mdat = file.index(b"mdat") + 4
    assert file[mdat : mdat + 3] == b"\x12\0\x0a"
    length = file[mdat + 3]
    header = file[mdat + 4 : mdat + 4 + length]
    bits = "".join(f"{byte:08b}" for byte in header)
    # seq_profile to seq_level_idx; frame_width_bits_minus_1 and frame_height_bits_minus_1; the sides (AV1, 5.5.1).
    across, down = int(bits[10:14], 2) + 1, int(bits[14:18], 2) + 1
    rest = bits[18 + across + down :]
    made = (bits[:10] + f"{13:04b}{12:04b}{16000 - 1:014b}{8000 - 1:013b}" + rest).rstrip("0")
    made += "0" * (-len(made) % 8)
    header = bytes(int(made[at : at + 8], 2) for at in range(0, len(made), 8))
    file[mdat + 3 : mdat + 4 + length] = bytes([len(header)]) + header
    for field in [mdat - 8, file.index(b"iloc") + 22]:
        grown = int.from_bytes(file[field : field + 4], "big") + len(header) - length
        file[field : field + 4] = grown.to_bytes(4, "big")
    ispe = file.index(b"ispe") + 8
    file[ispe : ispe + 8] = (16000).to_bytes(4, "big") + (8000).to_bytes(4, "big")
    open("vast.avif", "wb").write(file)


plain = drawn(96, 72)
coded("420_8_full_601", plain, "420", "8", "full", "--cicp", "1/13/6")
coded("420_8_full_unspecified", plain, "420", "8", "full", "--cicp", "2/2/2")
coded("420_10_limited_fcc", plain, "420", "10", "limited", "--cicp", "1/13/4")
coded("422_10_limited_709", plain, "422", "10", "limited", "--cicp", "1/13/1")
coded("444_8_limited_240", plain, "444", "8", "limited", "--cicp", "1/13/7")
coded("444_10_full_ycgco", plain, "444", "10", "full", "--cicp", "1/13/8")
coded("444_12_full_2020", plain, "444", "12", "full", "--cicp", "1/13/9")
encode("444_8_full_identity", plain, "-l")
coded("400_8_full", plain.convert("L"), "400", "8", "full")
coded("400_10_limited", plain.convert("L"), "400", "10", "limited")
coded("odd", drawn(97, 71), "420", "8", "full")
coded("alpha", transparent(), "444", "8", "full")
coded("alpha_limited_premultiplied", transparent(), "444", "10", "limited", "-p")
coded("grid", drawn(192, 144), "444", "8", "full", "--grid", "2x2")
coded("turned", plain, "444", "8", "full", "--irot", "1", "--imir", "0")
coded("mirrored", plain, "444", "8", "full", "--irot", "2", "--imir", "1")
coded("cropped", plain, "444", "8", "full", "--clap", "80,1,60,1,2,1,-3,1")
coded("p3", plain, "444", "8", "full", "--cicp", "12/13/6")
coded("p3_icc", plain, "444", "8", "full", "--icc", "p3.icc")
for secret, name in enumerate(["one", "other"]):
    encode(name, with_secret(secret, False), "-l")
    encode(f"{name}_alpha", with_secret(secret, True), "-l")
vast()
