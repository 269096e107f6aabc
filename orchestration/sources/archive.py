"""A delivery as it lies in the landing folder, a .zip, a folder or a file: read, never written, never left."""

import hashlib
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from quality.catalogue import threshold
from quality.findings import Findings

PIECE = 2**20
FAULTS = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclass
class Kept:
    """What was read for the hash of a delivery and is kept for its reader. `most`: bytes that may be kept.

    `files`: path of the delivery and name of the file → content.
    """

    most: int = 0
    files: dict[tuple[Path, str], bytes] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """Bytes that may still be kept."""
        return self.most - sum(map(len, self.files.values()))


_kept = Kept()


class Archive:
    """The files of one delivery. What makes it unreadable or unsafe is a finding, and no file is then given out."""

    def __init__(self, path: Path, findings: Findings) -> None:
        self.path = path
        self._findings = findings
        self._names: list[str] = []
        with self._faults_as_findings(path.name):
            self._names = sorted(self._checked_names())

    @property
    def names(self) -> list[str]:
        """Names of the files, sorted; empty where the delivery cannot be read."""
        return self._names

    def read(self, name: str) -> bytes | None:
        """Read one file; None, and a finding, where its bytes are damaged."""
        if (content := _kept.files.pop((self.path, name), None)) is not None:
            return content
        with self._faults_as_findings(base_name(name)), self._open(name) as file:
            return file.read()
        return None

    def digest(self, name: str) -> bytes | None:
        """SHA-256 of one file, read piece by piece or kept; None, and a finding, where its bytes are damaged."""
        with self._faults_as_findings(base_name(name)), self._open(name) as file:
            if self._size(name) >= _kept.room:
                return _digest(file)
            content = file.read()
            _kept.files[self.path, name] = content
            return hashlib.sha256(content).digest()
        return None

    @cached_property
    def _zip(self) -> zipfile.ZipFile | None:
        return zipfile.ZipFile(self.path) if zipfile.is_zipfile(self.path) else None

    def _open(self, name: str) -> IO[bytes]:
        if self.path.is_dir():
            return (self.path / name).open("rb")
        return self._zip.open(name) if self._zip else self.path.open("rb")

    def _size(self, name: str) -> int:
        if self.path.is_dir():
            return (self.path / name).stat().st_size
        return self._zip.getinfo(name).file_size if self._zip else self.path.stat().st_size

    @contextmanager
    def _faults_as_findings(self, file: str) -> Iterator[None]:
        try:
            yield
        except FAULTS:
            self._findings.add("archive-broken", file=file)

    def _checked_names(self) -> list[str]:
        if self.path.is_dir():
            rule, names = self._folder_names()
        elif not self.path.is_file():
            rule, names = "archive-broken", []
        elif self._zip:
            rule, names = self._zip_names(self._zip)
        else:
            rule, names = "archive-broken" if self.path.suffix.lower() == ".zip" else None, [self.path.name]
        names = [name for name in names if not _hidden(name)]
        if rule or not names:
            self._findings.add(rule or "delivery-empty", file=self.path.name)
        return [] if rule else names

    def _folder_names(self) -> tuple[str | None, list[str]]:
        """Give the rule that the folder breaks, or None, and its files. One that may not be opened is no empty one."""
        names = []
        for folder, folders, files in os.walk(self.path, onerror=_raise):
            if any((Path(folder) / name).is_symlink() for name in files + folders):
                return "archive-unsafe-path", []
            names += [Path(folder) / name for name in files]
        return None, [name.relative_to(self.path).as_posix() for name in names if name.is_file()]

    def _zip_names(self, archive: zipfile.ZipFile) -> tuple[str | None, list[str]]:
        """Give the rule that the archive breaks, or None, and its files."""
        members = [member for member in archive.infolist() if not member.is_dir()]
        names = [member.filename for member in members]
        if any(_climbs(member.filename) or stat.S_ISLNK(member.external_attr >> 16) for member in members):
            return "archive-unsafe-path", names
        if any(member.flag_bits & 0x1 for member in members):
            return "archive-encrypted", names
        unpacked = sum(member.file_size for member in members)
        ratio = unpacked / max(self.path.stat().st_size, 1)
        if ratio > threshold("archive_ratio_max") or unpacked > threshold("archive_unpacked_gib_max") * 2**30:
            return "archive-bomb", names
        return None, names


@contextmanager
def kept_for_reading(most: int) -> Iterator[None]:
    """Within, files that are read for a delivery's hash are kept until they are read, `most` bytes of them."""
    _kept.most = most
    try:
        yield
    finally:
        _kept.most = 0
        forget_kept()


def forget_kept() -> None:
    """Keep nothing of what was read for a hash: who reads it next is another process."""
    _kept.files.clear()


def base_name(name: str) -> str:
    """Give a file's own name, without its folders; archives made on Windows part them by backslashes."""
    return PurePosixPath(name.replace("\\", "/")).name


def content_hash(path: Path) -> str:
    """SHA-256 of what a delivery holds: each file's name and content, the same for a folder and its .zip.

    A delivery that cannot be opened is known by its own bytes; a folder by the names and sizes in it.
    """
    archive = Archive(path, Findings())
    parts = [_part(archive, name) for name in archive.names]
    if not parts or None in parts:
        parts = [_own_bytes(path)]
    return hashlib.sha256(b"".join(sorted(part for part in parts if part))).hexdigest()


def unpacked_size(path: Path) -> int:
    """Give the bytes that a delivery holds as its own list of files says; of one that cannot be opened its own."""
    with suppress(*FAULTS):
        if path.is_dir():
            return sum(file.lstat().st_size for file in path.rglob("*"))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return sum(member.file_size for member in archive.infolist())
    return path.lstat().st_size


def _part(archive: Archive, name: str) -> bytes | None:
    digest = archive.digest(name)
    return None if digest is None else os.fsencode(base_name(name)) + b"\0" + digest


def _digest(file: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.digest()


def _own_bytes(path: Path) -> bytes:
    if path.is_dir():
        inside = sorted((file.relative_to(path).as_posix(), file.lstat().st_size) for file in path.rglob("*"))
        return os.fsencode(repr(inside))
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return _digest(file)
    return os.fsencode(path.name)


def _raise(fault: OSError) -> None:
    raise fault


def _climbs(name: str) -> bool:
    """Say whether a name in an archive leads out of it, on any system."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or any(":" in part for part in path.parts[:1])


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
