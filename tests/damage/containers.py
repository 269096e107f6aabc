"""Damage to what an export comes in: archives, folders, other files beside it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from primero_spoil import OLE, SEVEN_Z

from damage.exports import Files, write

Container = Callable[[Files, Path], Path]


def zipped(files: Files, folder: Path, name: str = "export.zip") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return path


def _changed(change: Callable[[bytes], bytes]) -> Container:
    def put(files: Files, folder: Path) -> Path:
        path = zipped(files, folder)
        path.write_bytes(change(path.read_bytes()))
        return path

    return put


def _as(content: Callable[[Files], bytes], name: str) -> Container:
    def put(files: Files, folder: Path) -> Path:
        write({name: content(files)}, folder)
        return folder / name

    return put


def _locked(content: bytes) -> bytes:
    """Mark the first file of an archive as encrypted."""
    locked = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    return bytes(locked)


def _spoilt_inside(content: bytes) -> bytes:
    """Turn bits of the first file's compressed data: its checksum is wrong."""
    spoilt = bytearray(content)
    start = 30 + int.from_bytes(content[26:28], "little") + int.from_bytes(content[28:30], "little")
    for place in range(start + 2, start + 6):
        spoilt[place] ^= 0xFF
    return bytes(spoilt)


def _zip_of(files: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return made.getvalue()


#: what must be refused
BROKEN: dict[str, Container] = {
    "an empty folder": lambda files, folder: write({}, folder / "d"),
    "an empty archive": lambda files, folder: zipped({}, folder),
    "an archive cut in half": _changed(lambda content: content[: len(content) // 2]),
    "an archive without its end": _changed(lambda content: content[:-30]),
    "an archive with a password": _changed(_locked),
    "an archive spoilt inside": _changed(_spoilt_inside),
    "an archive within an archive": lambda files, folder: zipped({"export.zip": _zip_of(files)}, folder),
    "an archive within a folder": lambda files, folder: write({"export.zip": _zip_of(files)}, folder / "d"),
    "a path that climbs out": lambda files, folder: zipped(files | {"../../x.csv": b"x"}, folder),
    "a bomb": lambda files, folder: zipped(files | {"x.csv": b"0" * 20_000_000}, folder),
    "a .7z": _as(lambda files: SEVEN_Z, "export.7z"),
    "a .7z called .zip": _as(lambda files: SEVEN_Z, "export.zip"),
    "an old Word file": _as(lambda files: OLE, "export.doc"),
    "a text": _as(lambda files: b"Buna ziua, va trimit exportul.\n", "export.txt"),
    "nothing": _as(lambda files: b"", "export.zip"),
}
#: what must be told
BESIDE: dict[str, Container] = {
    "a letter beside it": lambda files, folder: zipped(files | {"scrisoare.docx": b"x"}, folder),
}
#: what must be taken as the good one
SAME: dict[str, Container] = {
    "an archive": zipped,
    "a folder in an archive": lambda files, folder: zipped(
        {f"export/{name}": content for name, content in files.items()}, folder
    ),
}
