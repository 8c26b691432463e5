"""Which pixels a mark hides, as the guide says it: not taken from the program."""

import numpy


def marked(shape, box, size):
    """The pixels that a rectangle or ellipse touches: rows × columns."""
    return _touched(shape, box, size, 0)


def hidden(shape, box, size):
    """The same with the margin that is hidden too: 8 pixels or a twentieth of the longer side."""
    return _touched(shape, box, size, max(8, -(-max(box[2:]) // 20)))


def whole(mask, unit):
    """A mask of pixels as one of the units, of so many pixels, that have a pixel in it."""
    rows, columns = (-(-side // step) for side, step in zip(mask.shape, unit[::-1]))
    padded = numpy.zeros((rows * unit[1], columns * unit[0]), bool)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    return padded.reshape(rows, unit[1], columns, unit[0]).any((1, 3))


def ring(mask, inner, outer):
    """The pixels around a mask's rectangle, from `inner` to `outer` pixels away."""
    rows, columns = (numpy.flatnonzero(mask.any(axis)) for axis in (1, 0))
    around = numpy.zeros(mask.shape, bool)
    for distance, value in ((outer, True), (inner, False)):
        top, left = (max(0, side[0] - distance) for side in (rows, columns))
        around[top : rows[-1] + 1 + distance, left : columns[-1] + 1 + distance] = value
    return around


def _touched(shape, box, size, margin):
    x, y, width, height = box
    columns, rows = numpy.arange(size[0]), numpy.arange(size[1])

    def off(pixels, middle):
        """How far each pixel, grown by the margin, stays from the middle line."""
        return numpy.maximum(0, numpy.maximum(pixels - margin - middle, middle - pixels - 1 - margin))

    across = off(columns, x + width / 2)[None, :] / (width / 2)
    down = off(rows, y + height / 2)[:, None] / (height / 2)
    return (across < 1) & (down < 1) if shape == "rect" else across**2 + down**2 < 1
