"""The shape of a CSV file before any parser reads it: where each record starts, and whether it has all its fields.

A parser fills a record that is too short, stops at one that is too long, and swallows the lines after a quote that
never closes; which records those are, and on which line, must be known to refuse just them and to lose none.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

QUOTE, COMMA, NEWLINE, RETURN = b'",\n\r'


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


def scan(content: bytes) -> CsvStructure:
    """Find the records of an RFC 4180 text; a byte-order mark must be gone already. Blank lines are no records."""
    data = np.frombuffer(content, dtype=np.uint8)
    quotes = np.flatnonzero(data == QUOTE)
    breaks = np.flatnonzero(data == NEWLINE)
    commas = np.flatnonzero(data == COMMA)
    record_breaks = breaks[_outside(breaks, quotes)]
    field_commas = commas[_outside(commas, quotes)]

    starts = np.concatenate([[0], record_breaks + 1])
    ends = np.concatenate([record_breaks, [len(data)]])
    if len(data):
        ends = ends - ((ends > starts) & (data[np.maximum(ends - 1, 0)] == RETURN))
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    lines = np.searchsorted(breaks, starts) + 1
    fields = np.searchsorted(field_commas, ends) - np.searchsorted(field_commas, starts) + 1

    misplaced = _misplaced(quotes, data)
    owners = np.searchsorted(starts, misplaced, side="right") - 1
    last_lines = np.searchsorted(breaks, ends) + 1
    unclear = misplaced[(lines[owners] != last_lines[owners]) | (owners == 0)]
    unclosed = quotes[-1:] if len(quotes) % 2 else quotes[:0]
    torn = np.concatenate([unclear, misplaced[:1] if len(unclosed) else unclear[:0], unclosed])

    ended = not len(data) or bool(data[-1] == NEWLINE)
    too_short = len(fields) > 1 and fields[-1] < fields[0]
    cut_in_quotes = len(unclosed) > 0 and not len(misplaced) and not np.any(breaks > unclosed[0])
    bad = fields != (fields[0] if len(fields) else 0)
    bad[owners] = True
    return CsvStructure(
        header=_fields(content, starts[0], ends[0], field_commas) if len(starts) else [],
        starts=starts[1:],
        ends=ends[1:],
        lines=lines[1:],
        malformed=np.flatnonzero(bad[1:]),
        broken_quote_line=int(np.searchsorted(breaks, torn.min()) + 1) if len(torn) else None,
        cut_short=bool(not ended and (cut_in_quotes or (too_short and not len(torn)))),
        ended=ended,
    )


def records(content: bytes, structure: CsvStructure) -> bytes:
    """Give the text of the well-formed records alone, without header, blank lines and malformed records."""
    kept = np.delete(np.arange(len(structure.starts)), structure.malformed)
    return b"".join(content[structure.starts[i] : structure.ends[i]] + b"\n" for i in kept)


def _outside(positions: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """Say for each position whether an even number of quotes stands before it, which is: outside of quoted text."""
    return np.searchsorted(quotes, positions) % 2 == 0


def _misplaced(quotes: np.ndarray, data: np.ndarray) -> np.ndarray:
    """Give the quotes that open inside a field or close before its end; of a doubled quote neither does."""
    single = np.diff(quotes)[1::2] != 1
    opening, closing = quotes[0::2], quotes[1::2]
    opening = np.concatenate([opening[:1], opening[1:][single]])
    closing = np.concatenate([closing[: len(single)][single], closing[len(single) :]])
    before = np.where(opening > 0, data[np.maximum(opening - 1, 0)], NEWLINE)
    last = len(data) - 1
    after = np.where(closing < last, data[np.minimum(closing + 1, last)], NEWLINE)
    then = np.where(closing + 1 < last, data[np.minimum(closing + 2, last)], NEWLINE)
    good_end = _ends_field(after) | ((after == RETURN) & (then == NEWLINE))
    return np.sort(np.concatenate([opening[~_ends_field(before)], closing[~good_end]]))


def _ends_field(signs: np.ndarray) -> np.ndarray:
    return (signs == COMMA) | (signs == NEWLINE)


def _fields(content: bytes, start: int, end: int, field_commas: np.ndarray) -> list[str]:
    """Split the header record and take the quotes off its names."""
    commas = field_commas[(field_commas >= start) & (field_commas < end)]
    edges = [int(start) - 1, *map(int, commas), int(end)]
    names = (content[left + 1 : right] for left, right in pairwise(edges))
    return [name.decode("utf-8", errors="replace").strip().strip('"').strip() for name in names]
