"""The specs that hold an indicator, as they stand in its page: `tests/spec/indicators/*.md`, cut to the indicator."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from quality.catalogue import seed
from quality.indicator_words import Words

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "spec" / "indicators"
EXPECTED = re.compile(r"\|\s*indicator\s*\|")


def holding(indicator: str) -> list[Path]:
    """Give the specs that expect numbers of an indicator: the one that is most about it first."""
    counts = {path: len(list(_expected(path, indicator))) for path in sorted(FOLDER.glob("*.md"))}
    found = [path for path, count in counts.items() if count]
    return sorted(found, key=lambda path: (indicator not in _title(path), -counts[path], path.name))


def example(path: Path, indicator: str) -> str:
    """Give a spec as Markdown below a heading of its own, with only the expected numbers of the indicator."""
    return "\n".join(_lines(path, indicator)).strip()


def codes_in(text: str) -> dict[str, Words]:
    """Give the codes of the catalogues and of the nurses' system that stand in tables, with their names."""
    words = dict.fromkeys(re.findall(r"\b(?:[a-z]+(?:_\w+)+|V[A-Z]+_\w+)\b", text))
    return {word: _names()[word] for word in words if word in _names()}


@cache
def _names() -> dict[str, Words]:
    nurses = seed("source_codes").filter(source="amc").select("code", "name").rows()
    named = [row for table in ("vulnerabilities", "actions") for row in seed(table).to_dicts()]
    codes = {next(iter(row.values())): (row["name_ro"], row["name_en"]) for row in named}
    return codes | {code: (name, "") for code, name in nurses}


def _lines(path: Path, indicator: str) -> Iterator[str]:
    expecting = False
    for number, line in enumerate(_text(path)):
        row = line.startswith("|")
        expecting = row and (expecting or bool(EXPECTED.match(line)))
        if number == 0:
            yield f"### {line.removeprefix('# ')}"
        elif line.startswith("## "):
            yield f"#### {line.removeprefix('## ')}"
        elif not (expecting and line in _values(path)) or line in _expected(path, indicator):
            yield line


def _expected(path: Path, indicator: str) -> Iterator[str]:
    return (line for line in _values(path) if line.split("|")[1].strip() == indicator)


@cache
def _values(path: Path) -> tuple[str, ...]:
    """Give the lines of a spec that expect a number."""
    lines: list[str] = []
    expecting = False
    for line in _text(path):
        head = bool(EXPECTED.match(line))
        if expecting and line.startswith("|") and not set(line) <= set("|-: "):
            lines.append(line)
        expecting = head or (expecting and line.startswith("|"))
    return tuple(lines)


def _title(path: Path) -> str:
    return _text(path)[0]


@cache
def _text(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").splitlines())
