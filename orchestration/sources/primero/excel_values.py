"""What stands in a cell of the Excel export as the contract's text: labels become options, dates lose their months."""

import re
from datetime import datetime, timedelta

from orchestration.sources.primero.forms import Column, fold
from orchestration.sources.primero.values import OTHER, SEPARATOR, text_of, unescaped

DATE = re.compile(r"(\d{1,2})-([^\W\d_]+)\.?-(\d{4})(?: (\d\d:\d\d))?")
#: in English and, where they differ, in Romanian: the server's language
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ROMANIAN = {"ian": 1, "mai": 5, "iun": 6, "iul": 7, "noi": 11}
MONTHS = {name: number for number, name in enumerate(ENGLISH, start=1)} | ROMANIAN
BETWEEN_LABELS = "|||"
#: a day that a spreadsheet has made a number of, and the day from which it counts
SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
FIRST = datetime(1899, 12, 30)


def code_of(cell: str | None, column: Column) -> str | None:
    """Give a cell's value. A label that is no option's becomes `?`: it could be anything."""
    text = unescaped(cell).strip() if cell else ""
    if not text:
        return None
    if column.type == "m":
        labels = filter(None, (label.strip() for label in text.split(BETWEEN_LABELS)))
        return SEPARATOR.join(column.options.get(fold(label), OTHER) for label in labels) or None
    if column.type in ("s", "b"):
        return text_of(column.options.get(fold(text), OTHER), column.type)
    if column.type in ("d", "D"):
        return text_of(_date(text), column.type)
    return text_of(text, column.type)


def _date(text: str) -> str:
    """Write a day as YYYY-MM-DD, a time after it; what is not written as the exporter does stays as it is."""
    if SERIAL.fullmatch(text):
        return (FIRST + timedelta(days=float(text))).isoformat(sep=" ", timespec="seconds")
    parts = DATE.fullmatch(text)
    month = parts and MONTHS.get(parts[2].lower())
    if not parts or not month:
        return text
    return f"{parts[3]}-{month:02d}-{int(parts[1]):02d}" + (f" {parts[4]}:00" if parts[4] else "")
