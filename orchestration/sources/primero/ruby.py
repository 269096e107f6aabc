r"""Ruby's notation of lists and hashes (`inspect`), in which the CSV export writes subforms and multi-selects.

`[{"unique_id" => "…", "followup_date" => Wed, 05 Mar 2025, "n" => 3, "x" => nil}]`; before Ruby 3.4 `"a"=>1`. A date is
as ActiveSupport writes it; a time too (`2025-03-05 10:30:00.000000000 UTC +00:00`, `Wed, 05 Mar 2025 10:30:00 +0000`).
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

DEEPEST = 24
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CONSTANTS = {"nil": None, "true": True, "false": False}
LETTERS = dict(zip("ntrabvfes0", "\n\t\r\a\b\v\f\x1b \0", strict=True))
CLOCK = r"(?P<{0}clock>\d\d:\d\d:\d\d)(?:\.(?P<{0}part>\d+))?"
OFFSET = r"(?:UTC|(?:[A-Z]{{2,5}}|[+-]\d\d)(?=\s[+-]))?\s?(?P<{0}offset>[+-]\d\d:?\d\d)?"
TOKEN = re.compile(
    r"""\s*(?:
      "(?P<text>[^"\\]*(?:\\.[^"\\]*)*)"(?P<textkey>:(?!:))?
    | (?P<sign>=>|[\[\]{},])
    | (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\ (?P<day>\d\d)\ (?P<month>[A-Z][a-z][a-z])\ (?P<year>\d{4})(?:\ """
    + (CLOCK + r"\ ?" + OFFSET).format("d")
    + r""")?
    | (?P<iso>\d{4}-\d\d-\d\d)\ """
    + (CLOCK + r"\ ?" + OFFSET).format("i")
    + r"""
    | (?P<isoday>\d{4}-\d\d-\d\d)(?!\d)
    | (?P<number>-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN)(?![\w.])
    | :(?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<symbol>[A-Za-z_]\w*[?!]?))
    | (?P<key>[A-Za-z_]\w*[?!]?):(?!:)
    | (?P<constant>nil|true|false)\b
    )""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(
    r"\\(?:u\{(?P<long>[0-9a-fA-F]{1,8})\}|u(?P<short>[0-9a-fA-F]{4})|(?P<bytes>x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*)"
    r"|(?P<sign>.))",
    re.DOTALL,
)


class RubyError(ValueError):
    """The text is not of Ruby's notation. The message quotes nothing of it."""


def parse(text: str) -> Any:
    """Read one value: dict (keys as text), list, text, int, float, bool, None, date or datetime in UTC.

    A symbol is a text. Raises RubyError.
    """
    reader = _Reader(text)
    value = reader.value(reader.next())
    if reader.rest():
        raise RubyError("something follows the value")
    return value


class _Reader:
    """The tokens of a text, one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def rest(self) -> str:
        return self._text[self._at :].strip()

    def next(self) -> re.Match[str]:
        token = TOKEN.match(self._text, self._at)
        if token is None:
            raise RubyError("no value, or one of a kind that is not known")
        self._at = token.end()
        return token

    def value(self, token: re.Match[str]) -> Any:
        if token["sign"] not in ("[", "{"):
            return _scalar(token)
        self._depth += 1
        if self._depth > DEEPEST:
            raise RubyError("nested too deep")
        found = self._list() if token["sign"] == "[" else self._hash()
        self._depth -= 1
        return found

    def _list(self) -> list[Any]:
        items: list[Any] = []
        token = self.next()
        while token["sign"] != "]":
            items.append(self.value(token))
            token = self._after_item("]")
        return items

    def _hash(self) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        token = self.next()
        while token["sign"] != "}":
            if token["key"] or token["textkey"]:
                key = token["key"] or _plain(token["text"])
            else:
                key = str(_scalar(token))
                if self.next()["sign"] != "=>":
                    raise RubyError("a key without a value")
            pairs[key] = self.value(self.next())
            token = self._after_item("}")
        return pairs

    def _after_item(self, end: str) -> re.Match[str]:
        """Give the token after an item's comma, or the end."""
        token = self.next()
        if token["sign"] == ",":
            return self.next()
        if token["sign"] != end:
            raise RubyError("an item that does not end")
        return token


def _scalar(token: re.Match[str]) -> Any:
    kind = token.lastgroup
    if kind == "text":
        return _plain(token["text"])
    if kind == "number":
        return _number(token["number"])
    if token["day"] or token["iso"] or token["isoday"]:
        return _moment(token)
    if kind == "quoted":
        return _plain(token["quoted"])
    if kind == "symbol":
        return token["symbol"]
    if kind == "constant":
        return CONSTANTS[token["constant"]]
    raise RubyError("a sign where a value belongs")


def _moment(token: re.Match[str]) -> date | datetime:
    try:
        if token["day"]:
            day = date(int(token["year"]), 1 + MONTHS.index(token["month"]), int(token["day"]))
            clock, part, offset = token["dclock"], token["dpart"], token["doffset"]
        else:
            day = date.fromisoformat(token["iso"] or token["isoday"])
            clock, part, offset = token["iclock"], token["ipart"], token["ioffset"]
        if clock is None:
            return day
        local = datetime.combine(day, datetime.strptime(clock, "%H:%M:%S").time(), _zone(offset))
        return local.replace(microsecond=int((part or "0")[:6].ljust(6, "0"))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RubyError("no day of the calendar") from None


def _zone(offset: str | None) -> timezone:
    if not offset:
        return UTC
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return timezone(-size if offset[0] == "-" else size)


def _number(text: str) -> int | float:
    try:
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise RubyError("a number of too many digits") from None


def _plain(text: str) -> str:
    return ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    if escape["bytes"]:
        return bytes.fromhex(escape["bytes"].replace("\\", "").replace("x", "")).decode(errors="replace")
    code = escape["long"] or escape["short"]
    if code:
        number = int(code, 16)
        return "\ufffd" if 0xD800 <= number < 0xE000 or number > 0x10FFFF else chr(number)
    return LETTERS.get(escape["sign"], escape["sign"])
