"""`incluziune check` tells a sender what the run will tell: the very same text, page, workbook and list."""

import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import amc_export
import pytest
import spor_export
from amc_export import PERIOD, write_folder, write_zip
from primero_cases import CASES
from primero_export import csv_of
from typer.main import get_command
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.intake import take_in
from orchestration.settings import Settings
from quality.feedback import FILES

CLOCK = "2026-01-20"
EXAMPLES = Path(spor_export.EXAMPLES).parents[1] / "registers"


def amc(folder: Path) -> Path:
    return write_zip(
        amc_export.with_cell("beneficiaries", 0, "date_of_birth", "1985-02-31"), folder / "a.zip"
    )


def amc_refused(folder: Path) -> Path:
    files = amc_export.example()
    return write_folder(files | {"cities": files["cities"].replace(b",", b";")}, folder / "export AMC")


def amc_broken(folder: Path) -> Path:
    path = write_zip(amc_export.example(), folder / "rupt.zip")
    path.write_bytes(path.read_bytes()[:500])
    return path


def spor(folder: Path) -> Path:
    files = spor_export.with_cells("households", 0, uat="999999")
    return write_folder(spor_export.with_cells("persons", 0, files, cnp="123"), folder / "spor-SM")


def primero(folder: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / "cases.csv"
    path.write_bytes(csv_of([CASES[0] | {"risk_level": "=1+1"}, *CASES[1:]]))
    return path


def programme(folder: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / "=programme.csv"
    path.write_bytes((EXAMPLES / "programme" / "examples" / "programme.csv").read_bytes() + b"7\n")
    return path


DELIVERIES: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "AMC, a slip": ("amc", amc),
    "AMC, refused": ("amc", amc_refused),
    "AMC, a broken archive": ("amc", amc_broken),
    "households": ("spor", spor),
    "Primero": ("primero", primero),
    "a register": ("programme", programme),
}


def checked(path: Path, source: str, *options: str) -> tuple[int, str]:
    """Exit code and output; the quarter is the folder's."""
    arguments = ["check", str(path), "--source", source, "--as-of", CLOCK, *options]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    return result.exit_code, result.stdout


@pytest.mark.parametrize("case", DELIVERIES)
def test_check_gives_what_the_run_puts_into_quarantine(case: str, tmp_path: Path) -> None:
    source, put = DELIVERIES[case]
    settings = Settings.read(tmp_path / "data", as_of=datetime.fromisoformat(CLOCK).replace(tzinfo=UTC))
    delivery = put(settings.landing / source / str(PERIOD))
    (judged,) = take_in(settings, PERIOD)
    kept = settings.quarantine / source / judged.delivery.id
    code, words = checked(delivery, source, "--out", str(tmp_path / "out"))
    assert code == (0 if judged.accepted else 1)
    assert words == (kept / "mesaj.txt").read_text(encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)
    for file in FILES:
        assert (tmp_path / "out" / file).read_bytes() == (kept / file).read_bytes(), file
    assert zipfile.is_zipfile(kept / "mesaj.xlsx")


def test_check_needs_no_warehouse_and_writes_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCLUZIUNE_DATA", str(tmp_path / "nowhere"))
    delivery = amc(tmp_path / "2025-Q4")
    checked(delivery, "amc", "--out", str(tmp_path / "out"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025-Q4", "out"]
    assert list((tmp_path / "2025-Q4").iterdir()) == [delivery]


@pytest.mark.parametrize("folder", [".", "amc", f"amc/{PERIOD}/feedback"])
def test_feedback_is_not_written_where_it_would_be_a_delivery(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCLUZIUNE_DATA", str(tmp_path / "data"))
    landing = tmp_path / "data" / "landing"
    arguments = ["check", str(amc(tmp_path)), "--as-of", CLOCK, "--out", str(landing / folder)]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 2
    assert f"este în dosarul livrărilor, {landing}: mesajul ar fi luat drept livrare" in result.stderr
    assert not landing.exists()


def test_the_help_names_all_that_is_written() -> None:
    (out,) = (option for option in get_command(app).commands["check"].params if option.name == "out_dir")
    assert re.findall(r"\w+\.\w+", out.help) == list(FILES)


def test_feedback_is_not_written_into_the_delivery(tmp_path: Path) -> None:
    delivery = amc_refused(tmp_path)
    before = sorted(delivery.iterdir())
    for folder in (delivery, delivery / "feedback"):
        assert checked(delivery, "amc", "--out", str(folder))[0] == 2
    assert sorted(delivery.iterdir()) == before
