"""Writes deliveries as .zip files whose bytes depend on their content alone."""

import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl

MADE = (2026, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16
UNIX = 3
QUICK = 1


def csv_bytes(table: pl.DataFrame, null_text: str = "", bom: bool = False) -> bytes:
    """Write a table as CSV; `bom` puts a byte order mark first."""
    text = BytesIO()
    table.write_csv(text, null_value=null_text, include_bom=bom)
    return text.getvalue()


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    """Write files into an archive, and its folder where there is none; give its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zip_bytes(files))
    return path


def zip_bytes(files: dict[str, bytes]) -> bytes:
    """Make an archive of files, in the order given."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, UNIX
            entry.external_attr = PLAIN_FILE
            archive.writestr(entry, text)
    return content.getvalue()
