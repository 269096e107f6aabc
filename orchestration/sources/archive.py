"""A delivery as it lies in the landing folder, a .zip, a folder or a file, read without ever writing or following it elsewhere."""

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zlib import error as ZlibError

from quality.findings import Findings
from quality.catalogue import threshold


@dataclass(frozen=True)
class Member:
    """One file of a delivery: its name in it, its table's name (the file's stem), and its content."""

    path: str
    content: bytes

    @property
    def table(self) -> str:
        """The table that the file holds."""
        return PurePosixPath(self.path).stem


class Archive:
    """The files of one delivery. What makes it unreadable or unsafe is a finding, and no member is then given out."""

    def __init__(self, path: Path, findings: Findings) -> None:
        self.path = path
        self._findings = findings
        self._names = self._checked_names()

    @property
    def names(self) -> list[str]:
        """Names of the files, sorted; empty where the delivery cannot be read."""
        return self._names

    def read(self, name: str) -> Member | None:
        """Read one file; None, and a finding, where its bytes are damaged."""
        try:
            if self.path.is_dir():
                return Member(name, (self.path / name).read_bytes())
            if not zipfile.is_zipfile(self.path):
                return Member(name, self.path.read_bytes())
            with zipfile.ZipFile(self.path) as archive:
                return Member(name, archive.read(name))
        except (OSError, zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError):
            self._findings.add("archive-broken", file=name)
            return None

    def _checked_names(self) -> list[str]:
        with self._faults_as_findings():
            if self.path.is_dir():
                names = self._folder_names()
            elif zipfile.is_zipfile(self.path):
                names = self._zip_names()
            elif self.path.suffix.lower() == ".zip":
                self._findings.add("archive-broken", file=self.path.name)
                return []
            else:
                names = [self.path.name]
            if not names:
                self._findings.add("delivery-empty", file=self.path.name)
            return sorted(names)
        return []

    @contextmanager
    def _faults_as_findings(self) -> Iterator[None]:
        try:
            yield
        except (OSError, zipfile.BadZipFile):
            self._findings.add("archive-broken", file=self.path.name)

    def _folder_names(self) -> list[str]:
        names = []
        for path in self.path.rglob("*"):
            name = path.relative_to(self.path).as_posix()
            if path.is_symlink():
                self._findings.add("archive-unsafe-path", file=self.path.name)
                return []
            if path.is_file() and not _hidden(name):
                names.append(name)
        return names

    def _zip_names(self) -> list[str]:
        with zipfile.ZipFile(self.path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
        if any(_climbs(member.filename) or stat.S_ISLNK(member.external_attr >> 16) for member in members):
            self._findings.add("archive-unsafe-path", file=self.path.name)
            return []
        if any(member.flag_bits & 0x1 for member in members):
            self._findings.add("archive-encrypted", file=self.path.name)
            return []
        packed = max(self.path.stat().st_size, 1)
        unpacked = sum(member.file_size for member in members)
        too_dense = unpacked / packed > threshold("archive_ratio_max")
        if too_dense or unpacked > threshold("archive_unpacked_gib_max") * 2**30:
            self._findings.add("archive-bomb", file=self.path.name, detail=f"{unpacked / packed:.0f}")
            return []
        return [member.filename for member in members if not _hidden(member.filename)]


def content_hash(path: Path) -> str:
    """SHA-256 of what a delivery holds: each file's name and content, the same for a folder and its .zip.

    A delivery that cannot be opened is known by its own bytes.
    """
    archive = Archive(path, Findings())
    digest = hashlib.sha256()
    for name in archive.names:
        member = archive.read(name)
        if member is None:
            break
        digest.update(PurePosixPath(name).name.encode() + b"\0" + hashlib.sha256(member.content).digest())
    else:
        if archive.names:
            return digest.hexdigest()
    own = path.read_bytes() if path.is_file() else "\n".join(sorted(map(str, path.rglob("*")))).encode()
    return hashlib.sha256(own).hexdigest()


def _climbs(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
