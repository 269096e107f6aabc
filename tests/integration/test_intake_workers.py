"""Deliveries that are judged side by side end as those judged one after the other, and leave no process behind."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from worlds import PERIOD, PROJECT, tree

from orchestration import intake
from orchestration.intake import Judged, admit, take_in
from orchestration.settings import Settings
from simulation.country import simulate_country
from simulation.slips import Slips

SYSTEMS = ("amc", "spor", "primero")
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
KEY = bytes(range(32))
#: a run that judges side by side whatever there is
SLOW = """
import sys
from pathlib import Path
from orchestration import intake
from orchestration.period import Period
from orchestration.settings import Settings

if __name__ == "__main__":
    intake.SIDE_BY_SIDE_FROM = 0
    intake.take_in(Settings.read(data=Path(sys.argv[1])), Period.parse(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two counties, three systems, two quarters; a delivery of changes builds on the quarter before it."""
    root = tmp_path_factory.mktemp("country")
    simulate_country(("SM", "BH"), 400, str(PERIOD), 2, 5, SYSTEMS, root, slips=Slips(), uats=4)
    (root / "landing" / "spor" / str(PERIOD) / "spor-XX.zip").write_bytes(b"PK no archive")
    return root / "landing"


def ingested(root: Path, landing: Path) -> tuple[Settings, list[Judged]]:
    settings = Settings.read(data=root, landing=landing, as_of=AS_OF)
    settings.make_root()
    settings.key_file.write_bytes(KEY)
    settings.key_file.chmod(0o600)
    judged = take_in(settings, PERIOD)
    admit(settings)
    return settings, judged


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SIDE_BY_SIDE_FROM", 0)
    monkeypatch.setattr(intake, "cores", lambda: 2)


def test_side_by_side_is_as_one_after_the_other(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side_by_side: None
) -> None:
    together, judged = ingested(tmp_path / "together", landing)
    monkeypatch.setattr(intake, "SIDE_BY_SIDE_FROM", float("inf"))
    alone, judged_alone = ingested(tmp_path / "alone", landing)
    assert [one.verdict() for one in judged] == [one.verdict() for one in judged_alone]
    assert {one.accepted for one in judged} == {True, False}
    assert any(one.since for one in judged)
    for folder in ("lake", "quarantine"):
        assert tree(together.data / folder) == tree(alone.data / folder), folder
    assert not _judging(psutil.Process())


def test_a_fault_of_a_worker_is_raised_as_one_of_our_own(
    landing: Path, tmp_path: Path, side_by_side: None
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "quarantine").mkdir()
    (data / "quarantine" / "amc").write_text("in the way of the feedback's folder")
    with pytest.raises(NotADirectoryError) as fault:
        ingested(data, landing)
    assert fault.value.__cause__ is None
    assert not _judging(psutil.Process())


def test_a_run_that_is_killed_leaves_no_workers(landing: Path, tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text(SLOW, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "landing").symlink_to(landing)
    run = psutil.Popen([sys.executable, str(script), str(data), str(PERIOD)], cwd=PROJECT)
    while run.is_running() and not _judging(run):
        time.sleep(0.01)
    left = _judging(run)
    assert left, "the run ended before it could be killed"
    run.kill()
    run.wait()
    _, alive = psutil.wait_procs(left, timeout=20)
    assert not alive


def _judging(run: psutil.Process) -> list[psutil.Process]:
    """Give the workers of a process."""
    return [one for one in run.children(recursive=True) if "spawn_main" in " ".join(one.cmdline())]
