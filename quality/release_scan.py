"""Gate 4's counting, on the finished files of an edition: what is missing, what should not be there, what looks like a person."""

from pathlib import Path

import polars as pl

from quality.cnp import valid_cnp

THIRTEEN_DIGITS = r"(?:^|[^\w.])(\d{13})\.?(?:$|[^\w.])"
PHONE = r"(?:^|[^\w.+-])(?:(?:\+|00)40[ .-]?|0)[237]\d{2}[ .-]?\d{3}[ .-]?\d{3}\.?(?:$|[^\w.])"
EMAIL = r"[\w.+-]@[\w-]+\.[A-Za-z]{2,}"
THIRD_PARTY = {"assets/plotly.min.js"}


def scan_release(editions: list[tuple[str, Path, set[str]]]) -> pl.DataFrame:
    """Count for each edition (name, folder, files that it should hold): edition, files_missing, files_unexpected, personal_data.

    Editions that lie inside an edition's folder are not its own.
    """
    return pl.DataFrame([_scan(*edition) for edition in editions])


def _scan(name: str, folder: Path, expected: set[str]) -> dict[str, str | int]:
    present = {path.relative_to(folder).as_posix() for path in _own_files(folder)}
    return {
        "edition": name,
        "files_missing": len(expected - present),
        "files_unexpected": len(present - expected),
        "personal_data": personal_data([folder / file for file in sorted(present - THIRD_PARTY)]),
    }


def personal_data(files: list[Path]) -> int:
    """Count what looks like a valid CNP, a phone number or an e-mail address in text and Parquet files.

    Two that share the one character between them count once: what matters is that there is none.
    """
    texts = pl.DataFrame({"text": [_text(file) for file in files]}, schema={"text": pl.String})
    found = texts.select(
        numbers=pl.col("text").str.extract_all(THIRTEEN_DIGITS),
        others=pl.col("text").str.count_matches(PHONE) + pl.col("text").str.count_matches(EMAIL),
    )
    numbers = found["numbers"].explode().drop_nulls().str.extract(THIRTEEN_DIGITS)
    return sum(valid_cnp(number) is not None for number in numbers) + int(found["others"].sum())


def _own_files(folder: Path) -> list[Path]:
    """List the files of an edition; a county's folder holds those of its councils too, each named by its SIRUTA."""
    inner = {path for path in folder.glob("*/") if path.name.isdigit()}
    return [path for path in folder.rglob("*") if path.is_file() and not inner & set(path.parents)]


def _text(file: Path) -> str:
    """Give a text file's content; of a Parquet file the distinct texts, for its numbers are counts and shares."""
    if file.suffix != ".parquet":
        return file.read_text(encoding="utf-8", errors="replace")
    frame = pl.read_parquet(file)
    texts = (frame[column].cast(pl.String).unique().drop_nulls() for column in frame.select(pl.col(pl.String, pl.Enum)).columns)
    return "\n".join(text for series in texts for text in series)
