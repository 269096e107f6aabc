"""What the last completed run was made from and made: a run that would only repeat it need not begin.

`last_run.json` in the data root is removed when a run begins, and written last of all, when it has succeeded. It holds
two digests: of all that decides how a run ends, as it was before the run looked at it, and of what it left. Where
both are the same again, the same run would end in the same bytes. Nothing here imports more than the standard library.
"""

import csv
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from orchestration.period import BUCHAREST, Period
from orchestration.settings import PROJECT, Settings

CODE = ("orchestration", "quality", "dashboards", "dbt_project", "seeds")
#: folders of a project that hold what is made from the rest
MADE = {"__pycache__", "target", "logs"}


def inputs(settings: Settings, first: Period, last: Period, project: Path = PROJECT) -> str:
    """Digest all that decides how a run ends.

    The quarters asked for, every delivery by its content, the truth of a simulation, code, seeds and versions of all
    packages, and what hangs on the clock. The key and the log of deliveries a first run makes itself: see `_outputs`.
    """
    return _digest(
        [
            f"{first} {last}",
            *_landed(settings.landing),
            *_contents(settings.data, sorted((settings.data / "truth" / "links").glob("*.parquet"))),
            *_code(project),
            *_packages(),
            *_clock(settings, last, project),
        ]
    )


def remember(settings: Settings, last: Period, inputs: str, known: Sequence[str]) -> None:
    """Write down that a run from these inputs has succeeded; `known`: what its user was told besides.

    A release that does not hold all its files is nothing to build on: then nothing is written.
    """
    if not _is_whole(settings, last):
        return
    told = {"inputs": inputs, "outputs": _outputs(settings, last), "known": list(known)}
    draft = settings.last_run.with_name(f".{settings.last_run.name}")
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(settings.last_run)


def forget(settings: Settings) -> None:
    """Remove what is known of the last run: what it left is about to change."""
    settings.last_run.unlink(missing_ok=True)


def recall(settings: Settings, last: Period, inputs: str) -> list[str] | None:
    """Give what the user of the last run was told besides, where it had these inputs and what it left is still there.

    None: there is something to do.
    """
    try:
        told = json.loads(settings.last_run.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if (told["inputs"], told["outputs"]) != (inputs, _outputs(settings, last)):
        return None
    return list(told["known"])


def _outputs(settings: Settings, last: Period) -> str:
    """Digest lake, quarantine, warehouse, the quarter's newest release and its quality docs, key, log and pointer.

    Many or large files that only runs write are told by size and time of change, the others by content.
    """
    folders = [settings.lake, settings.quarantine, settings.quality_docs / str(last)]
    newest = _newest_release(settings, last)
    files = [*settings.data.glob(f"{settings.warehouse.name}*")]
    for folder in [*folders, *newest]:
        files += [path for path in folder.rglob("*") if path.is_file()]
    stamps = (
        f"{path.relative_to(settings.data)} {(stat := path.stat()).st_size} {stat.st_mtime_ns}"
        for path in sorted(files)
    )
    told = [settings.key_file, settings.delivery_log, settings.releases / "latest.json"]
    told += [folder / "manifest.json" for folder in newest]
    return _digest([*stamps, *_contents(settings.data, told)])


def _newest_release(settings: Settings, period: Period) -> list[Path]:
    """Give the folder of the quarter's newest release, in a list that is empty where there is none."""
    releases = (settings.releases / str(period)).glob("r*/")
    return sorted(releases, key=lambda path: int(path.name[1:]))[-1:]


def _is_whole(settings: Settings, period: Period) -> bool:
    """Say whether the warehouse is there, and the quarter's newest release with all files that its manifest names."""
    for release in _newest_release(settings, period):
        files = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["files"]
        return settings.warehouse.is_file() and all((release / name).is_file() for name in files)
    return False


def _landed(landing: Path) -> Iterator[str]:
    """Tell of every place in the landing folder its name, and of every file in it its content."""
    for pattern in ("*", "*/*"):
        yield from (f"{path.relative_to(landing)} {path.is_dir()}" for path in sorted(landing.glob(pattern)))
    for delivery in sorted(landing.glob("*/*/*")):
        yield str(delivery.relative_to(landing))
        if not delivery.is_dir():
            yield from _contents(landing, [delivery])
            continue
        for folder, folders, files in os.walk(delivery):
            folders.sort()
            yield from _contents(landing, (Path(folder) / name for name in sorted(folders + files)))


def _code(project: Path) -> Iterator[str]:
    for name in CODE:
        for folder, folders, files in os.walk(project / name):
            folders[:] = sorted(set(folders) - MADE)
            yield from _contents(project, (Path(folder) / name for name in sorted(files)))


def _packages() -> Iterator[str]:
    """Give the versions of Python and of all packages, as the names of their folders have them."""
    yield sys.version
    for folder in sys.path:
        yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))


def _clock(settings: Settings, last: Period, project: Path) -> Iterator[str]:
    """Tell which quarters have ended, and which known defects are no longer accepted (`Settings.as_of`)."""
    for text in sorted({str(last), *(folder.name for folder in settings.landing.glob("*/*"))}):
        try:
            yield f"{text} {Period.parse(text).end > settings.as_of}"
        except ValueError:
            continue
    today = settings.as_of.astimezone(BUCHAREST).date()
    with (project / "seeds" / "known_defects.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield f"{row['until']} {bool(row['until']) and today > date.fromisoformat(row['until'])}"


def _contents(root: Path, paths: Iterable[Path]) -> Iterator[str]:
    """Tell name, rights and content of files; of links where they lead, of what cannot be read that it cannot."""
    for path in paths:
        name = os.fsencode(path.relative_to(root)).hex()
        try:
            if path.is_symlink():
                yield f"{name} -> {os.fsencode(path.readlink()).hex()}"
            if path.is_file():
                with path.open("rb") as file:
                    content = hashlib.file_digest(file, "sha256").hexdigest()
                yield f"{name} {path.stat().st_mode:o} {content}"
            else:
                yield f"{name} {path.exists()}"
        except OSError as fault:
            yield f"{name} {type(fault).__name__}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
