"""The shape of a CSV file before any parser reads it: where each record starts, and whether it has all its fields.

Polars fills a record that is too short with nulls and stops at one that is too long; which records those are, and on which
line of the file, must be known to refuse just them. The scan is vectorised: two passes over the bytes.
"""

import re
from dataclasses import dataclass

import numpy as np

QUOTE, COMMA, NEWLINE, RETURN = b'",\n\r'
WELL_QUOTED = re.compile(rb'(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*', re.DOTALL)


@dataclass(frozen=True)
class CsvStructure:
    """What the scan found.

    `starts`, `ends`: byte offsets of each record after the header, its line end left out. `lines`: the line of the file on
    which each begins, from 1. `fields`: fields in each. `header`: the column names. `open_quote_line`: the line where a quoted
    text begins that never ends, or None. `cut_short`: the file ends inside a record.
    """

    header: list[str]
    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    fields: np.ndarray
    open_quote_line: int | None
    cut_short: bool

    @property
    def body(self) -> slice:
        """Where the records stand in the content."""
        return slice(int(self.starts[0]), int(self.ends[-1])) if len(self.starts) else slice(0, 0)

    @property
    def malformed(self) -> np.ndarray:
        """Indices of records that have more or fewer fields than the header."""
        return np.flatnonzero(self.fields != len(self.header))


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

    header = _fields(content[starts[0] : ends[0]]) if len(starts) else []
    odd = len(quotes) % 2 == 1
    unended = len(data) > 0 and data[-1] != NEWLINE
    return CsvStructure(
        header=header,
        starts=starts[1:],
        ends=ends[1:],
        lines=lines[1:],
        fields=fields[1:],
        open_quote_line=int(np.searchsorted(breaks, quotes[-1]) + 1) if odd else None,
        cut_short=bool(unended and len(fields) > 1 and fields[-1] < len(header)),
    )


def badly_quoted(content: bytes, structure: CsvStructure) -> np.ndarray:
    """Give the indices of records with a quote inside an unquoted field, or text after a closing one; slow, for broken files only."""
    spans = zip(structure.starts, structure.ends, strict=True)
    return np.array(
        [i for i, (start, end) in enumerate(spans) if not WELL_QUOTED.fullmatch(content[start:end])], dtype=np.int64
    )


def records(content: bytes, structure: CsvStructure, leave_out: np.ndarray) -> bytes:
    """Give the text of the records alone, without header, blank lines and the records at the indices `leave_out`."""
    kept = np.delete(np.arange(len(structure.starts)), leave_out)
    return b"".join(content[structure.starts[i] : structure.ends[i]] + b"\n" for i in kept)


def _outside(positions: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """Say for each position whether an even number of quotes stands before it, which is: outside of quoted text."""
    return np.searchsorted(quotes, positions) % 2 == 0


def _fields(header: bytes) -> list[str]:
    """Split the header record."""
    return [name.strip().strip('"').strip() for name in header.decode("utf-8", errors="replace").split(",")]
