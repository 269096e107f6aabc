"""The one file of a delivery that is an export of cases: bare, in a folder or in a .zip."""

from dataclasses import dataclass
from pathlib import Path

from orchestration.sources.archive import Archive, base_name
from quality.findings import Findings

KINDS = ("csv", "json", "xlsx")
WANTED = "cases.csv, cases.json, cases.xlsx"
WORKBOOK = "xl/workbook.xml"
#: first bytes of archives that are no .zip
OTHER_ARCHIVES = {b"7z\xbc\xaf\x27\x1c": ".7z", b"Rar!": ".rar", b"\x1f\x8b": ".gz"}


@dataclass(frozen=True)
class ExportFile:
    """A file as it came. `kind`: csv, json or xlsx."""

    kind: str
    content: bytes


def find(path: Path, findings: Findings) -> ExportFile | None:
    """Give the export's file. None, with the finding that says why, where there is none, or several, or a broken one.

    Other files are told by their place only: names of documents can hold names of people.
    """
    archive = Archive(path, findings)
    if WORKBOOK in archive.names and path.is_file():  # a workbook is an archive itself
        return ExportFile("xlsx", path.read_bytes())
    exports = [name for name in archive.names if _kind(name) in KINDS]
    for place, name in enumerate(archive.names, start=1):
        if name not in exports:
            findings.add("table-not-read", file=f"#{place}")
    if not archive.names:
        return None
    if len(exports) > 1:
        findings.add("table-twice", file=WANTED)
        return None
    if not exports:
        _tell_archives(archive, findings)
        findings.add("table-missing", file=WANTED)
        return None
    content = archive.read(exports[0])
    return None if content is None else ExportFile(_kind(exports[0]), content)


def _kind(name: str) -> str:
    return base_name(name).rpartition(".")[2].lower()


def _tell_archives(archive: Archive, findings: Findings) -> None:
    """Say that what came is an archive of another kind, or one within another."""
    for place, name in enumerate(archive.names, start=1):
        content = archive.read(name) or b""
        other = next((kind for mark, kind in OTHER_ARCHIVES.items() if content.startswith(mark)), None)
        if other:
            findings.add("archive-not-zip", file=f"#{place}", detail=other)
        elif _kind(name) == "zip":
            findings.add("archive-nested", file=archive.path.name)
