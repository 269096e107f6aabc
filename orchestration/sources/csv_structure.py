"""The shape of a CSV file before any parser reads it: where each record starts, and whether it has all its fields.

A parser fills a record that is too short, stops at one that is too long, and swallows the lines after a quote that
never closes; which records those are, and on which line, must be known to refuse just them and to lose none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

QUOTE, COMMA, NEWLINE, RETURN = b'",\n\r'
#: all bytes but a comma and a line feed
NO_MARKS = bytes(set(range(256)) - {COMMA, NEWLINE})
#: bytes that are looked at together: few enough for the processor's cache
BLOCK = 2**18
#: bits that are counted one by one
FEW = 64


@dataclass(frozen=True)
class CsvStructure:
    """What the scan found.

    `header`: the column names. `starts`, `ends`: byte offsets of each record after the header, its line end left out.
    `lines`: the line of the file on which each begins, from 1. `malformed`: indices of records that have more or fewer
    fields than the header, or a quote where none may stand. `broken_quote_line`: the line with the quote from which on
    no record can be told from the next, or None. `cut_short`: the file ends inside a record. `ended`: its last line
    does end.
    """

    header: list[str]
    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    malformed: np.ndarray
    broken_quote_line: int | None
    cut_short: bool
    ended: bool

    @property
    def body(self) -> slice:
        """Where the records stand in the content."""
        return slice(int(self.starts[0]), int(self.ends[-1])) if len(self.starts) else slice(0, 0)


@dataclass(frozen=True)
class Marks:
    """What a block holds. Offsets are those of the whole text.

    `breaks`: line ends outside of quotes; `places`: which of the block's line ends each is, from 0; `commas`: how many
    commas outside of quotes stand in the block before each. `line_ends`, `all_commas`: how many the whole block holds.
    `misplaced`: quotes that open inside a field or close before its end. `inside`: the block ends inside of quotes.
    """

    breaks: np.ndarray
    places: np.ndarray
    commas: np.ndarray
    line_ends: int
    all_commas: int
    misplaced: np.ndarray
    inside: bool


def scan(content: bytes) -> CsvStructure:
    """Find the records of an RFC 4180 text; a byte-order mark must be gone already. Blank lines are no records."""
    data = np.frombuffer(content, dtype=np.uint8)
    blocks = list(_blocks(content))
    unclosed = bool(blocks) and blocks[-1].inside
    breaks = _joined([block.breaks for block in blocks])
    misplaced = _joined([block.misplaced for block in blocks])
    line_ends = _counted([block.places for block in blocks], [block.line_ends for block in blocks])
    commas = _counted([block.commas for block in blocks], [block.all_commas for block in blocks])

    starts = np.concatenate([[0], breaks + 1])
    ends = np.concatenate([breaks, [len(data)]])
    lines = np.concatenate([[1], line_ends[:-1] + 2])
    last_lines = line_ends + 1
    fields = np.diff(commas, prepend=0) + 1
    if len(data):
        ends = ends - ((ends > starts) & (data[np.maximum(ends - 1, 0)] == RETURN))
    kept = ends > starts
    starts, ends, lines, last_lines, fields = (
        each[kept] for each in (starts, ends, lines, last_lines, fields)
    )

    owners = np.searchsorted(starts, misplaced, side="right") - 1
    torn = misplaced[(lines[owners] != last_lines[owners]) | (owners == 0)].tolist()
    if unclosed:
        torn += [*misplaced[:1].tolist(), content.rindex(QUOTE)]

    ended = not len(data) or bool(data[-1] == NEWLINE)
    too_short = len(fields) > 1 and fields[-1] < fields[0]
    cut_in_quotes = unclosed and not len(misplaced) and content.rfind(NEWLINE) < content.rindex(QUOTE)
    bad = fields != (fields[0] if len(fields) else 0)
    bad[owners] = True
    return CsvStructure(
        header=_fields(content[starts[0] : ends[0]]) if len(starts) else [],
        starts=starts[1:],
        ends=ends[1:],
        lines=lines[1:],
        malformed=np.flatnonzero(bad[1:]),
        broken_quote_line=content.count(b"\n", 0, min(torn)) + 1 if torn else None,
        cut_short=bool(not ended and (cut_in_quotes or (too_short and not len(torn)))),
        ended=ended,
    )


def plain_header(content: bytes) -> list[str] | None:
    """Give the header of a text of which `scan` would find that every line is a record as long as the header.

    None where it might find anything else. This takes a fraction of its time.
    """
    header = content[: content.find(b"\n")]
    columns = header.count(b",") + 1
    if columns == 1 or not content.endswith(b"\n") or b"\r" in content or b'"' in header:
        return None
    line = b"," * (columns - 1) + b"\n"
    expected, at, inside = line * (BLOCK // columns + 2), 0, False
    for start in range(0, len(content), BLOCK):
        block = content[start : start + BLOCK]
        if inside or b'"' in block:
            edges = content[start - 1 : start] or b"\n", content[start + BLOCK : start + BLOCK + 1] or b"\n"
            unquoted, inside = _unquoted(edges[0] + block + edges[1], inside)
            if unquoted is None:
                return None
            block = unquoted
        marks = block.translate(None, NO_MARKS)
        if marks != expected[at : at + len(marks)]:
            return None
        at = (at + len(marks)) % columns
    return None if at or inside else _fields(header)


def _unquoted(text: bytes, inside: bool) -> tuple[bytes | None, bool]:
    """Give a block, which has a byte before it and one after it, with zeros for all that is quoted, and where it ends.

    None where a quote is misplaced or a line ends inside of quotes. `inside`: it begins there.
    """
    around = np.frombuffer(text, dtype=np.uint8)
    data = around[1:-1]
    quote, newline = around == QUOTE, around == NEWLINE
    quotes = quote[1:-1]
    quoted = _odd_so_far(quotes, inside)
    at_edge = (around == COMMA) | newline | quote
    outer = ~quoted
    placed = (quoted & at_edge[:-2]) | (outer & at_edge[2:])
    if (quotes & ~placed).any() or (newline[1:-1] & quoted).any():
        return None, inside
    return (data * outer).tobytes(), bool(quoted[-1])


def records(content: bytes, structure: CsvStructure) -> bytes:
    """Give the text of the well-formed records alone, without header, blank lines and malformed records."""
    kept = np.delete(np.arange(len(structure.starts)), structure.malformed)
    starts, ends = structure.starts[kept], structure.ends[kept]
    apart = starts[1:] - ends[:-1] != 1  # more than a line feed between them
    firsts = np.concatenate([[True], apart])[: len(kept)]
    lasts = np.concatenate([apart, [True]])[: len(kept)]
    runs = zip(starts[firsts].tolist(), ends[lasts].tolist(), strict=True)
    return b"".join(content[first:last] + b"\n" for first, last in runs)


def _blocks(content: bytes) -> Iterator[Marks]:
    """Look at the text block by block."""
    inside = False
    for start in range(0, len(content), BLOCK):
        before = content[start - 1 : start] or b"\n"
        after = content[start + BLOCK : start + BLOCK + 2].ljust(2, b"\n")
        text = np.frombuffer(before + content[start : start + BLOCK] + after, dtype=np.uint8)
        marks = _marks(text, start, inside)
        inside = marks.inside
        yield marks


def _marks(text: np.ndarray, start: int, inside: bool) -> Marks:
    """Look at a block, which has one byte before it and two after it. `inside`: it begins inside of quotes."""
    data = text[1:-2]
    quote, newline, comma = text == QUOTE, data == NEWLINE, data == COMMA
    quotes = quote[1:-2]
    quoted = _odd_so_far(quotes, inside)
    outer = ~quoted
    comma_places = np.flatnonzero(comma & outer)
    line_ends = np.flatnonzero(newline)
    places = np.flatnonzero(outer[line_ends])
    breaks = line_ends[places]
    at_edge = (text == COMMA) | (text == NEWLINE) | quote
    at_return = (text[2:-1] == RETURN) & (text[3:] == NEWLINE)
    well = (quoted & at_edge[:-3]) | (outer & (at_edge[2:-1] | at_return))
    return Marks(
        breaks=breaks + start,
        places=places,
        commas=np.searchsorted(comma_places, breaks),
        line_ends=len(line_ends),
        all_commas=len(comma_places),
        misplaced=np.flatnonzero(quotes & ~well) + start,
        inside=bool(quoted[-1]),
    )


def _odd_so_far(bits: np.ndarray, before: bool) -> np.ndarray:
    """Say of each bit whether an odd number is set up to it; of quotes: whether it is inside of quoted text.

    An opening quote is inside, a closing one is not. `before`: an odd number was set before the first. Eight are
    counted at once, and of these eights eight again.
    """
    if len(bits) <= FEW:
        return np.logical_xor.accumulate(bits) ^ before
    eights = np.packbits(bits)
    for step in (1, 2, 4):
        eights ^= eights >> step
    odd = _odd_so_far((eights & 1).view(bool), before)
    odd_before = np.concatenate([[before], odd[:-1]])
    return np.unpackbits(eights ^ -odd_before.view(np.uint8), count=len(bits)).view(bool)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.array([], dtype=np.int64), *parts])


def _counted(parts: list[np.ndarray], totals: list[int]) -> np.ndarray:
    """Give counts within blocks as counts within the text, and at last that of the whole text."""
    before = np.concatenate([[0], np.cumsum(totals, dtype=np.int64)])
    return _joined([*(part + base for part, base in zip(parts, before, strict=False)), before[-1:]])


def _fields(header: bytes) -> list[str]:
    """Split the header record and take the quotes off its names."""
    data = np.frombuffer(header, dtype=np.uint8)
    commas = np.flatnonzero((data == COMMA) & ~_odd_so_far(data == QUOTE, before=False))
    edges = [-1, *commas.tolist(), len(header)]
    names = (header[left + 1 : right] for left, right in pairwise(edges))
    return [name.decode("utf-8", errors="replace").strip().strip('"').strip() for name in names]
