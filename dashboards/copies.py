"""Files that are the same in many folders: written once, then linked to where the file system has links."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path


class Copies:
    """Remembers where each file was written first."""

    def __init__(self) -> None:
        self._first: dict[str, Path] = {}

    def put(self, name: str, target: Path, write: Callable[[Path], object]) -> None:
        """Put the file of a name in its place; `write` writes it there, if it is the first of that name."""
        first = self._first.get(name)
        if first is None:
            target.unlink(missing_ok=True)
            write(target)
            self._first[name] = target
        elif first != target:
            link(first, target)


def link(file: Path, target: Path) -> None:
    """Make a file appear in a second place."""
    target.unlink(missing_ok=True)
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)
