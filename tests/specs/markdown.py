"""Specs as they are written: Markdown files with tables, each under a heading that says what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SPECS = sorted((Path(__file__).parent.parent / "spec" / "indicators").glob("*.md"))
#: a line of a file whose numbers are those of a whole country, which holds nothing but what the file says
ALONE = "*A country of its own.*"
PEOPLE, EXPECTED = "People", "Expected"


class SpecError(Exception):
    """A spec cannot be read; the message says file, line and what is wrong there."""


@dataclass(frozen=True)
class Line:
    """One row of a table: its place in the file, and its cells by column."""

    file: str
    number: int
    cells: dict[str, str]

    def fault(self, message: str) -> SpecError:
        return SpecError(f"{self.file}, line {self.number}: {message}")


@dataclass(frozen=True)
class Sheet:
    """One table: the title above it, and its header as a line whose cells are the columns themselves."""

    title: str
    header: Line
    lines: list[Line]


@dataclass(frozen=True)
class Spec:
    """One file: title, prose before the first table, tables in order."""

    path: Path
    title: str
    prose: str
    sheets: list[Sheet]
    alone: bool
    homes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.path.stem

    @classmethod
    def read(cls, path: Path) -> "Spec":
        lines = path.read_text(encoding="utf-8").splitlines()
        sheets = list(_sheets(path.name, lines))
        if not any(sheet.title == EXPECTED for sheet in sheets):
            raise SpecError(f"{path.name}: it expects nothing")
        first = next(at for at, line in enumerate(lines) if line.startswith(("|", "## ")))
        said = [line for line in lines[:first] if line != ALONE]
        prose = "\n".join(line for line in said if not line.startswith("# ")).strip()
        title = next((line[2:] for line in said if line.startswith("# ")), path.stem)
        return cls(path, title, prose, sheets, ALONE in lines)

    def of(self, title: str) -> list[Sheet]:
        """Give the tables under a title."""
        return [sheet for sheet in self.sheets if sheet.title == title]


def _sheets(file: str, lines: list[str]) -> Iterator[Sheet]:
    """Cut a file into tables. Without a heading, a table with indicators is what is expected, any other is people."""
    title = ""
    table: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.startswith("|"):
            table.append((number, line))
            continue
        if table:
            yield _sheet(file, title, table)
            title, table = "", []
        if line.startswith("#"):
            title = line[3:].strip() if line.startswith("## ") else ""


def _sheet(file: str, title: str, table: list[tuple[int, str]]) -> Sheet:
    rows = [(number, [cell.strip() for cell in line.strip().strip("|").split("|")]) for number, line in table]
    names = [name.lower().replace(" ", "_") for name in rows[0][1]]
    header = Line(file, rows[0][0], dict.fromkeys(names, ""))
    if len(header.cells) != len(names):
        raise header.fault("two columns of one name")
    lines = []
    for number, cells in rows[2:]:
        if len(cells) != len(names):
            raise Line(file, number, {}).fault(f"{len(cells)} cells under {len(names)} columns")
        lines.append(Line(file, number, dict(zip(names, cells, strict=True))))
    return Sheet(title or (EXPECTED if "indicator" in names else PEOPLE), header, lines)
