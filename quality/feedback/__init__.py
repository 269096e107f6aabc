"""What a sender is told about a delivery: what came, what was taken, what was refused and why, and how to mend it."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from quality.feedback.message import Message, compose
from quality.feedback.text import as_text

__all__ = ["FILES", "as_text", "compose", "feedback", "write_feedback", "write_into"]

TEXT, PAGE, WORKBOOK, LIST = FILES = ("mesaj.txt", "mesaj.html", "mesaj.xlsx", "findings.csv")


def feedback(name: str, findings: pl.DataFrame, tables: Sequence[dict[str, Any]]) -> str:
    """Give the message to the sender, in Romanian, as plain text."""
    return as_text(compose(name, findings, tables))


def write_feedback(folder: Path, message: Message) -> None:
    """Put text, page, workbook and the list of findings (rule, file, line, key, column, …) into a folder, in one step.

    What was in the folder goes away. The same message gives the same bytes.
    """
    draft = folder.with_name(f".{folder.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    _write(draft, message)
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)


def write_into(folder: Path, message: Message) -> None:
    """Put the same files into a folder that may hold others; each replaces an older one once all are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".mesaj-") as draft:
        _write(Path(draft), message)
        for file in FILES:
            (Path(draft) / file).replace(folder / file)


def _write(folder: Path, message: Message) -> None:
    """Write the files; what only they need is loaded here, as most of what the command line does needs none of it."""
    from quality.feedback.page import as_page
    from quality.feedback.workbook import write_workbook

    (folder / TEXT).write_text(as_text(message), encoding="utf-8")
    (folder / PAGE).write_text(as_page(message), encoding="utf-8")
    write_workbook(folder / WORKBOOK, message)
    message.findings.drop("rank").write_csv(folder / LIST)
