"""Reads the coefficients of a JPEG (ITU-T T.81), in Python alone: nothing of it is shared with libjpeg or Safelight."""

import re
import subprocess

import numpy

# T.81, figure A.6: the place in the block of each coefficient of a scan.
ZIGZAG = sorted(range(64), key=lambda at: (at // 8 + at % 8, (at // 8 if (at // 8 + at % 8) % 2 else at % 8)))

BASELINE, EXTENDED, PROGRESSIVE, ARITHMETIC, PROGRESSIVE_ARITHMETIC = 0xC0, 0xC1, 0xC2, 0xC9, 0xCA
DHT, SOI, EOI, SOS, DQT, DRI = 0xC4, 0xD8, 0xD9, 0xDA, 0xDB, 0xDD


class Component:
    """One colour plane: its sampling factors and `blocks`, rows × columns × 64 quantised coefficients, row by row of the
    block (not in zigzag order)."""

    def __init__(self, number, across, down, quantiser):
        self.number, self.across, self.down, self.quantiser = number, across, down, quantiser
        self.blocks = self.table = self.size = None


class Jpeg:
    """A file's frame. `mode` is its SOF marker, `restart` the restart interval in MCUs (0 for none), `quantisers` the
    tables by number, `mcu` the width and height of an MCU in pixels."""

    def __init__(self, data):
        self.mode, self.restart, self.quantisers, self.components = None, 0, {}, []
        self._codes = {}
        self._walk(data)

    def _walk(self, data):
        assert data[:2] == bytes([0xFF, SOI])
        at = 2
        while data[at + 1] != EOI:
            assert data[at] == 0xFF, f"no marker at {at}"
            marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
            payload = data[at + 4 : at + 2 + length]
            at += 2 + length
            if marker in (BASELINE, EXTENDED, PROGRESSIVE):
                self._frame(marker, payload)
            elif marker == DHT:
                self._huffman(payload)
            elif marker == DQT:
                self._quantise(payload)
            elif marker == DRI:
                self.restart = int.from_bytes(payload, "big")
            elif marker == SOS:
                end = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search(data, at).start()
                self._scan(payload, data[at:end])
                at = end

    def _frame(self, marker, payload):
        assert payload[0] == 8, "8 bits a sample"
        self.mode = marker
        self.height, self.width = (int.from_bytes(payload[at : at + 2], "big") for at in (1, 3))
        for number, sampling, quantiser in zip(payload[6::3], payload[7::3], payload[8::3]):
            self.components.append(Component(number, sampling >> 4, sampling & 15, quantiser))
        if len(self.components) == 1:
            # A.2.2: factors mean nothing where there is one component.
            self.components[0].across = self.components[0].down = 1
        across, down = (max(getattr(c, side) for c in self.components) for side in ("across", "down"))
        self.mcu = (8 * across, 8 * down)
        self.mcus = (-(-self.width // self.mcu[0]), -(-self.height // self.mcu[1]))
        for c in self.components:
            samples = -(-self.width * c.across // across), -(-self.height * c.down // down)
            c.size = tuple(-(-side // 8) for side in samples)
            # Whole MCUs: an interleaved scan codes blocks beyond the picture's edge.
            c.blocks = [[[0] * 64 for _ in range(self.mcus[0] * c.across)] for _ in range(self.mcus[1] * c.down)]

    def _quantise(self, payload):
        while payload:
            wide, number = payload[0] >> 4, payload[0] & 15
            end = 1 + 64 * (1 + wide)
            kind = ">u2" if wide else "u1"
            table = numpy.zeros(64, int)
            table[ZIGZAG] = numpy.frombuffer(payload[1:end], kind)
            self.quantisers[number] = table
            payload = payload[end:]

    def _huffman(self, payload):
        """Annex C: for each 16 bits that a code may begin, the code's length × 256 + what it stands for."""
        while payload:
            counts, at = payload[1:17], 17
            lengths = [length for length, count in enumerate(counts, 1) for _ in range(count)]
            values = payload[at : at + len(lengths)]
            entries = numpy.array([length << 8 | value for length, value in zip(lengths, values)])
            table = numpy.repeat(entries, [1 << (16 - length) for length in lengths]).tolist()
            self._codes[payload[0]] = table + [None] * (65536 - len(table))
            payload = payload[at + len(lengths) :]

    def _scan(self, payload, coded):
        count = payload[0]
        by_number = {c.number: c for c in self.components}
        scanned = []
        for number, tables in zip(payload[1 : 1 + 2 * count : 2], payload[2 : 2 + 2 * count : 2]):
            component = by_number[number]
            component.table = (self._codes.get(tables >> 4), self._codes.get(0x10 | tables & 15))
            scanned.append(component)
        first, last, approximation = payload[1 + 2 * count : 4 + 2 * count]
        decode = self._decoder(first, last, approximation >> 4, approximation & 15)
        mcus = self._mcus(scanned)
        intervals = re.split(rb"\xff+[\xd0-\xd7]", coded)
        step = self.restart or len(mcus)
        assert len(intervals) == -(-len(mcus) // step), "one run of codes a restart interval"
        for start, interval in zip(range(0, len(mcus), step), intervals):
            bits = Bits(interval.replace(b"\xff\x00", b"\xff"))
            state = State(self.components)
            for mcu in mcus[start : start + step]:
                for component, block in mcu:
                    decode(bits, state, component, block)
            bits.ended()

    def _mcus(self, scanned):
        """A.2: the blocks of a scan, an MCU at a time."""
        if len(scanned) == 1:
            (c,) = scanned
            columns, rows = c.size
            return [[(c, c.blocks[row][column])] for row in range(rows) for column in range(columns)]
        return [
            [
                (c, c.blocks[y * c.down + row][x * c.across + column])
                for c in scanned
                for row in range(c.down)
                for column in range(c.across)
            ]
            for y in range(self.mcus[1])
            for x in range(self.mcus[0])
        ]

    def _decoder(self, first, last, high, low):
        if self.mode != PROGRESSIVE:
            return sequential
        if first == 0:
            return dc_first(low) if high == 0 else dc_again(low)
        return ac_first(first, last, low) if high == 0 else ac_again(first, last, low)


class State:
    """What one block tells the next, within a restart interval."""

    def __init__(self, components):
        self.dc = {c: 0 for c in components}
        self.empty = 0


class Bits:
    """Coded bits, without the stuffing."""

    def __init__(self, data):
        padded = numpy.frombuffer(data + bytes(6), numpy.uint8).astype(numpy.int64)
        self.windows = (padded[:-3] << 24 | padded[1:-2] << 16 | padded[2:-1] << 8 | padded[3:]).tolist()
        self.length, self.at = 8 * len(data), 0

    def symbol(self, table):
        entry = table[self.windows[self.at >> 3] >> (16 - (self.at & 7)) & 0xFFFF]
        self.at += entry >> 8
        return entry & 0xFF

    def take(self, count):
        bits = self.windows[self.at >> 3] >> (32 - (self.at & 7) - count) & ((1 << count) - 1)
        self.at += count
        return bits

    def number(self, size):
        """F.2.2.1: EXTEND of the next `size` bits."""
        if size == 0:
            return 0
        bits = self.take(size)
        return bits if bits >> (size - 1) else bits - (1 << size) + 1

    def ended(self):
        assert 0 <= self.length - self.at < 8, f"read {self.at} of {self.length} bits"


def sequential(bits, state, component, block):
    """F.2.2."""
    dc, ac = component.table
    state.dc[component] += bits.number(bits.symbol(dc))
    block[0] = state.dc[component]
    at = 1
    while at < 64:
        symbol = bits.symbol(ac)
        run, size = symbol >> 4, symbol & 15
        if size == 0:
            if run != 15:
                return
            at += 16
            continue
        at += run
        block[ZIGZAG[at]] = bits.number(size)
        at += 1


def dc_first(low):
    """G.1.2.1."""

    def decode(bits, state, component, block):
        state.dc[component] += bits.number(bits.symbol(component.table[0]))
        block[0] = state.dc[component] << low

    return decode


def dc_again(low):
    def decode(bits, _state, _component, block):
        block[0] |= bits.take(1) << low

    return decode


def ac_first(first, last, low):
    """G.1.2.2."""

    def decode(bits, state, component, block):
        if state.empty:
            state.empty -= 1
            return
        at = first
        while at <= last:
            symbol = bits.symbol(component.table[1])
            run, size = symbol >> 4, symbol & 15
            if size == 0 and run < 15:
                state.empty = (1 << run) - 1 + bits.take(run)
                return
            at += run
            if size:
                block[ZIGZAG[at]] = bits.number(size) * (1 << low)
            at += 1

    return decode


def ac_again(first, last, low):
    """G.1.2.3."""
    bit = 1 << low

    def correct(bits, block, place):
        if bits.take(1) and not abs(block[place]) & bit:
            block[place] += bit if block[place] > 0 else -bit

    def decode(bits, state, component, block):
        at = first
        while at <= last and not state.empty:
            symbol = bits.symbol(component.table[1])
            run, size = symbol >> 4, symbol & 15
            if size == 0 and run < 15:
                state.empty = (1 << run) + bits.take(run)
                break
            new = (bit if bits.take(1) else -bit) if size else 0
            # Past so many coefficients that were 0 before this scan; those that were not are corrected on the way.
            while at <= last:
                place = ZIGZAG[at]
                at += 1
                if block[place]:
                    correct(bits, block, place)
                elif run:
                    run -= 1
                else:
                    block[place] = new
                    break
        if state.empty:
            for place in ZIGZAG[at : last + 1]:
                if block[place]:
                    correct(bits, block, place)
            state.empty -= 1

    return decode


def read(data):
    """The frame of a JPEG. One that is coded arithmetically goes through `jpegtran` first, which recodes it as it is."""
    source = mode(data)
    if source in (ARITHMETIC, PROGRESSIVE_ARITHMETIC):
        data = transcoded(data)
    jpeg = Jpeg(data)
    jpeg.mode = source
    jpeg._codes = {}
    for c in jpeg.components:
        columns, rows = c.size
        c.table = None
        c.blocks = numpy.array(c.blocks, numpy.int32)[:rows, :columns]
    return jpeg


def mode(data):
    """The SOF marker of a file."""
    at = 2
    while not (0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (DHT, 0xC8, 0xCC)):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return data[at + 1]


def transcoded(data):
    """The same coefficients as a Huffman-coded sequential file."""
    return subprocess.run(["jpegtran", "-copy", "none"], input=data, capture_output=True, check=True).stdout


def levels(jpeg, component):
    """A.3: the samples of one component, 0 to 255, as its coefficients give them; rows × columns of whole blocks."""
    waves = numpy.cos(numpy.outer(numpy.arange(8), 2 * numpy.arange(8) + 1) * numpy.pi / 16) / 2
    waves[0] /= numpy.sqrt(2)
    values = component.blocks * jpeg.quantisers[component.quantiser]
    rows, columns, _ = values.shape
    samples = numpy.einsum("uy,rcuv,vx->rycx", waves, values.reshape(rows, columns, 8, 8), waves)
    return numpy.clip(samples.reshape(8 * rows, 8 * columns) + 128, 0, 255)
