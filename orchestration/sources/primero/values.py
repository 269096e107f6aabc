"""Values of a case as the contract's text, whichever of the three exporters wrote them."""

import re
from datetime import UTC, date, datetime
from typing import Any

BOOLEANS = {"true": "1", "false": "0", "implemented": "1", "not_implemented": "0"}
MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?Z$")
WHOLE = re.compile(r"^(-?\d+)\.0+$")
#: what the exporters put before a text that a spreadsheet would take for a formula
ESCAPED = re.compile("^'[\ufeff\x00-\x1f\x7f\\s]*[=+\\-@|%]")
#: in the place of an option that is not known: it could be anything, a name too
OTHER = "?"
#: parts the options of a multi-select; no option holds it
SEPARATOR = "\n"
#: in the place of a value that the layout's own notation does not hold
UNREADABLE = object()


class UnreadableError(ValueError):
    """A value is not of a kind that its field can hold."""


def text_of(value: Any, kind: str) -> str | None:
    """Give a value of a field of type `kind` (see `forms`) as the contract's text; null where there is none."""
    if value is None or value in ("", [], {}):
        return None
    if kind == "m":
        options = [_plain(option) for option in (value if isinstance(value, list) else [value])]
        return SEPARATOR.join(filter(None, options)) or None
    text = _plain(value)
    if kind == "b":
        return BOOLEANS.get(text.lower(), text) or None
    if kind == "d":
        text = MIDNIGHT.sub("", text).removesuffix(" 00:00:00")
    elif kind == "D":
        text = text.removesuffix(" UTC")
    elif kind == "n":
        text = WHOLE.sub(r"\1", text)
    elif kind == "t" and not text.strip("*"):  # a hidden name
        return None
    return text or None


def unescaped(text: str) -> str:
    """Take off what keeps a spreadsheet from taking a text for a formula."""
    return text[1:] if ESCAPED.match(text) else text


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if value is UNREADABLE or isinstance(value, list | dict):
        raise UnreadableError
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value).encode("utf-8", "replace").decode().strip()
