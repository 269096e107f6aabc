"""The contract's example export as bytes, to be spoiled, written and judged."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from orchestration.period import Period
from orchestration.settings import Settings
from orchestration.sources.amc.reader import CONTRACT, read
from orchestration.sources.delivery import Reading
from quality.feedback import feedback
from quality.rules import RULES, Effect
from quality.rules.checks import RULES as CHECKED

EXAMPLES = Path(__file__).parent.parent / "orchestration" / "sources" / "amc" / "examples"
KEY = b"k" * 32
PERIOD = Period(2025, 4)
TABLES = [table.name for table in CONTRACT.tables]

CONTENT = {rule.code for rule in CHECKED}

Files = dict[str, bytes]
Rows = list[dict[str, str]]


def example() -> Files:
    """The example's files by table."""
    return {table: (EXAMPLES / f"{table}.csv").read_bytes() for table in TABLES}


def rows_of(content: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def csv_of(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def changed(files: Files, table: str, change: Callable[[Rows], Rows | None]) -> Files:
    """The files with one table's rows changed, in place or by what `change` gives back."""
    rows = rows_of(files[table])
    return files | {table: csv_of(change(rows) or rows)}


def with_cell(table: str, row: int, column: str, value: str) -> Files:
    """The example with one field set; `row` counts from 0."""

    def change(rows: Rows) -> None:
        rows[row][column] = value

    return changed(example(), table, change)


def write_folder(files: Files, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for table, content in files.items():
        (folder / f"{table}.csv").write_bytes(content)
    return folder


def write_zip(files: Files, path: Path, prefix: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, content in files.items():
            archive.writestr(f"{prefix}{table}.csv", content)
    return path


def settings(root: Path) -> Settings:
    """A data root of its own, and a clock after the quarter's end."""
    return Settings(data=root / "data", landing=root / "landing", as_of=datetime(2026, 1, 20, tzinfo=UTC))


def judged(files: Files, folder: Path) -> Reading:
    """Write, read and judge."""
    return read(write_folder(files, folder), PERIOD, KEY)


def told(reading: Reading) -> str:
    """The message to the sender."""
    return feedback("export", reading.findings.frame(), reading.tables)


def rules(reading: Reading) -> set[str]:
    """What is told of a delivery beside what the checks of content say (`test_rules.py`)."""
    return set(reading.findings.frame()["rule"]) - CONTENT


def records(content: bytes) -> int:
    """Rows of a well-formed CSV file, by the standard library."""
    return len(rows_of(content.removeprefix(b"\xef\xbb\xbf")))


def balanced(reading: Reading) -> bool:
    """Read = accepted + refused, and as many findings refuse a row as rows were refused."""
    refusing = [rule for rule in reading.findings.frame()["rule"] if RULES[rule].effect is Effect.REFUSES_ROW]
    equal = all(table["read"] == table["accepted"] + table["refused"] for table in reading.tables)
    entities = all(
        reading.entities[table["table"]].height == table["accepted"]
        for table in reading.tables
        if reading.entities
    )
    return equal and entities and len(refusing) == sum(table["refused"] for table in reading.tables)
