"""Gate 4's counting, on the finished files: what is missing, what should not be there, what looks like a person."""

import os
from codecs import getincrementaldecoder
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from quality.cnp import valid_cnp

THIRTEEN_DIGITS = r"(?:^|[^\d.])(\d{13})(?:$|[^\w.]|\.(?:$|\D))"
PHONE = (
    r"(?:^|[^\w.+-])(?:(?:\+|00)40[ ./-]?|\(?0)[237]\d{2}\)?[ ./-]?\d{3}[ ./-]?\d{3}(?:$|[^\w.]|\.(?:$|\D))"
)
EMAIL = r"[\w.+-]@[\w-]+\.[A-Za-z]{2,}"
ANY_OF_THEM = f"{THIRTEEN_DIGITS}|{PHONE}|{EMAIL}"
BATCH, OVERLAP = 4_000_000, 100
#: stand where a text is cut: no number is seen as ending or beginning there
CUT_AFTER, CUT_BEFORE = "x", "."
UTF_8 = getincrementaldecoder("utf-8")
TEXTS = pl.selectors.by_dtype(pl.String, pl.Enum, pl.Categorical)
THIRD_PARTY = {"assets/plotly.min.js"}


def scan_release(editions: list[tuple[str, Path, set[str]]]) -> pl.DataFrame:
    """Count a row an edition (name, folder, files expected): edition, files_missing, files_unexpected, personal_data.

    Editions that lie inside an edition's folder are not its own.
    """
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as side_by_side:
        return pl.DataFrame(list(side_by_side.map(_scan, *zip(*editions, strict=True))))


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
    return sum(_count(batch) for batch in _batches(files))


def _count(texts: list[str]) -> int:
    suspect = pl.DataFrame({"text": texts}).filter(pl.col("text").str.contains(ANY_OF_THEM))
    found = suspect.select(
        numbers=pl.col("text").str.extract_all(THIRTEEN_DIGITS),
        others=pl.col("text").str.count_matches(PHONE) + pl.col("text").str.count_matches(EMAIL),
    )
    numbers = found["numbers"].explode().drop_nulls().str.extract(THIRTEEN_DIGITS)
    return sum(valid_cnp(number) is not None for number in numbers) + int(found["others"].sum())


def _batches(files: list[Path]) -> Iterator[list[str]]:
    """Gather pieces of text up to some megabytes, so that memory does not grow with the release."""
    batch, size = [], 0
    for file in files:
        for piece in _pieces(file):
            batch.append(piece)
            size += len(piece)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _pieces(file: Path) -> Iterator[str]:
    """Give a text file piece by piece, each with the end of the one before; of a Parquet file its distinct texts.

    What is cut by the end of a piece is whole in the next one.

    The numbers of a Parquet file are counts and shares.
    """
    if file.suffix == ".parquet":
        rows = pl.scan_parquet(file)
        for column in pl.selectors.expand_selector(rows, TEXTS):  # one by one: a country's take 8 GB together
            texts = rows.select(pl.col(column).cast(pl.String)).unique().drop_nulls()
            yield "\n".join(texts.collect(engine="streaming")[column])
        return
    text, before = UTF_8(errors="replace"), ""
    with file.open("rb") as content:
        piece = content.read(BATCH)
        while piece:
            following = content.read(BATCH)
            told = before + text.decode(piece)
            yield told + CUT_AFTER if following else told
            before, piece = CUT_BEFORE + told[-OVERLAP:], following


def _own_files(folder: Path) -> list[Path]:
    """List the files of an edition; a county's folder holds those of its councils too, each named by its SIRUTA."""
    inner = {path for path in folder.glob("*/") if path.name.isdigit()}
    return [path for path in folder.rglob("*") if path.is_file() and not inner & set(path.parents)]
