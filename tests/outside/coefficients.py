"""Outside a hidden region nothing changes, inside everything does: read by something that is not Safelight."""

import io

import numpy
from PIL import Image

import hidden
import jpeg
from parallel import each

BOX = (90, 70, 77, 59)


def the_reader_reads_what_libjpeg_reads(run):
    """That the other checks can be believed."""
    furthest, recoded = 0.0, 0
    for name, file in run.frames.items():
        data = run.codings[name]
        shown = Image.open(io.BytesIO(data))
        # The samples as they are stored, without a change of colours.
        shown.draft({"RGB": "YCbCr"}.get(shown.mode, shown.mode), shown.size)
        first = numpy.asarray(shown).reshape(file.height, file.width, -1)[..., 0].astype(float)
        if shown.mode == "CMYK":
            # Pillow turns Adobe's inverted inks.
            first = 255 - first
        levels = jpeg.levels(file, file.components[0])[: file.height, : file.width]
        furthest = max(furthest, numpy.abs(levels - first).max())
        recoded += _differences(file, jpeg.read(jpeg.transcoded(data)))[0]
    yield f"levels at most {furthest:.2f} of 255 from libjpeg's", furthest < 1
    yield f"{recoded} coefficients differ after jpegtran", recoded == 0


def one_changed_coefficient_is_found(run):
    """That they can fail."""
    file, other = (jpeg.read(run.codings["420-baseline.jpg"]) for _ in range(2))
    other.components[1].blocks[0, 0, 63] += 1
    outside, _, _ = _differences(file, other)
    yield f"{outside} coefficient differs", outside == 1


def no_coefficient_outside_changes(run):
    for shape, style, _, frames in run.hidden_codings:
        outside, looked_at = 0, 0
        for name, copy in frames.items():
            file = run.frames[name]
            assert _frame(file) == _frame(copy), f"{name}: another frame"
            size = (file.width, file.height)
            differ, count, _ = _differences(file, copy, hidden.hidden(shape, BOX, size))
            outside, looked_at = outside + differ, looked_at + count
        yield f"{style}, {shape}: {outside} of {looked_at:,} outside, in {len(frames)} JPEGs", outside == 0 < looked_at


def every_block_inside_changes(run):
    for shape, style, _, frames in run.hidden_codings:
        changed, all_inside = 0, 0
        for name, copy in frames.items():
            file = run.frames[name]
            mask = hidden.marked(shape, BOX, (file.width, file.height))
            _, _, (here, all_here) = _differences(file, copy, mask)
            changed, all_inside = changed + here, all_inside + all_here
        yield f"{style}, {shape}: {changed:,} of {all_inside:,} blocks inside", changed == all_inside > 0


def no_sample_outside_changes(run):
    """Of a PNG. Inside, at most one in twenty happens to stay."""
    for shape, style, copies, _ in run.hidden_codings:
        outside, inside, files = 0, [], 0
        for name in filter(lambda name: name.endswith(".png"), copies):
            source, copy = (Image.open(io.BytesIO(data)) for data in (run.codings[name], copies[name]))
            assert (source.mode, source.size) == (copy.mode, copy.size), f"{name}: {source} became {copy}"
            differ = (_pixels(source) != _pixels(copy)).any(-1)
            outside += (differ & ~hidden.hidden(shape, BOX, source.size)).sum()
            inside.append(differ[hidden.marked(shape, BOX, source.size)].mean())
            files += 1
        said = f"{style}, {shape}: {outside} pixels outside, {min(inside):.1%} or more inside, in {files} PNGs"
        yield said, outside == 0 and min(inside) > 0.95


def read(files):
    """The JPEGs among files: name → frame."""
    names = [name for name in files if name.endswith(".jpg")]
    return dict(zip(names, each(jpeg.read, [files[name] for name in names])))


def _frame(file):
    tables = {number: table.tolist() for number, table in file.quantisers.items()}
    return (
        (file.mode, file.restart, file.width, file.height),
        [(c.number, c.across, c.down, tables[c.quantiser]) for c in file.components],
    )


def _differences(file, other, mask=None):
    """How many coefficients differ outside a mask of pixels rounded outward to MCUs, of how many; and how many blocks of
    the first component differ inside, of how many."""
    if mask is None:
        mask = numpy.zeros((file.height, file.width), bool)
    mcus = hidden.whole(mask, file.mcu)
    outside, looked_at, inside = 0, 0, []
    for one, another in zip(file.components, other.components):
        columns, rows = one.size
        within = mcus.repeat(one.down, 0).repeat(one.across, 1)[:rows, :columns]
        differ = one.blocks != another.blocks
        outside += differ[~within].sum()
        looked_at += differ[~within].size
        inside.append((differ[within].any(-1).sum(), within.sum()))
    return outside, looked_at, inside[0]


def _pixels(picture):
    if picture.mode == "P":
        picture = picture.convert("RGBA")
    pixels = numpy.asarray(picture)
    return pixels.reshape(*pixels.shape[:2], -1)
