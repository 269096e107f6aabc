"""The checks on simulated deliveries: tidy ones break nothing but notes; slips put in are found."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from amc_export import KEY

from orchestration.period import Period
from orchestration.sources import SOURCES, read_delivery
from quality.rules import RULES
from quality.rules.checks import RULES as CHECKED
from quality.rules.rule import Severity
from simulation.amc import Dirt, simulate_amc, write_amc
from simulation.places import county
from simulation.primero import PrimeroDirt, write_primero
from simulation.registers import draw_registers, write_registers
from simulation.registers.deliveries import REGISTERS
from simulation.slips import Slips
from simulation.spor import SporDirt, write_spor
from simulation.world import Horizon, draw_world

PERIOD, QUARTERS, HOUSEHOLDS, UATS = Period(2025, 4), 8, 1000, 6
MUCH = SporDirt(said_of_person_too=0.2)
CODES = [rule.code for rule in CHECKED]
#: errors and warnings that tidy deliveries have all the same: how many at most, and why
HAPPENS = {"household-empty": (3, "the last of a household has left, and its team hears of it weeks later")}


def write(out: Path, tidy: bool) -> None:
    """Deliveries of one county, of every source but the sources' own reports."""
    horizon, rng = Horizon.of(str(PERIOD), QUARTERS), np.random.default_rng(11)
    world = draw_world(rng, county("SM", UATS), HOUSEHOLDS, horizon)
    last, slips = [str(PERIOD)], Slips.none() if tidy else Slips()
    write_spor(world, rng, out, last, slips, ["whole"], SporDirt.none() if tidy else MUCH)
    write_primero(world, rng, out, last, slips, dirt=PrimeroDirt.none() if tidy else None)
    amc = simulate_amc(
        ["SM"], HOUSEHOLDS, str(PERIOD), QUARTERS, uats=UATS, dirt=Dirt.none() if tidy else Dirt()
    )
    write_amc(amc, out / "landing" / "amc" / str(PERIOD))
    write_registers([draw_registers(rng, world)], list(REGISTERS), out, last)


def findings(out: Path) -> pl.DataFrame:
    """What the checks of content tell, over all sources."""
    frames = []
    for name in SOURCES:
        for path in sorted((out / "landing" / name / str(PERIOD)).glob("*")):
            reading = read_delivery(name, path, PERIOD, KEY)
            assert reading.accepted
            frames.append(reading.findings.frame().with_columns(source=pl.lit(name)))
    return pl.concat(frames).filter(pl.col("rule").is_in(CODES))


@pytest.fixture(scope="module")
def tidy(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    out = tmp_path_factory.mktemp("tidy")
    write(out, tidy=True)
    return findings(out)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    out = tmp_path_factory.mktemp("usual")
    write(out, tidy=False)
    return findings(out)


def test_tidy_deliveries_break_nothing_but_notes(tidy: pl.DataFrame) -> None:
    told = [code for code in CODES if RULES[code].severity is not Severity.NOTE]
    assert len(told) > 50
    broken = dict(tidy.filter(pl.col("rule").is_in(told))["rule"].value_counts().rows())
    allowed = {code: most for code, (most, _) in HAPPENS.items()}
    assert {code: count for code, count in broken.items() if count > allowed.get(code, 0)} == {}


def test_tidy_registers_break_no_rule(tidy: pl.DataFrame) -> None:
    assert tidy.filter(pl.col("source").is_in(list(REGISTERS))).is_empty()


def test_slips_that_were_put_in_are_found_where_they_are(tidy: pl.DataFrame, usual: pl.DataFrame) -> None:
    put_in = {
        "birth-date-missing",
        "sex-missing",
        "place-missing",
        "removed-without-reason",
        "seen-after-removal",
        "notification-unanswered",
        "person-twice",
        "found-and-not-found",
    }
    assert put_in <= set(usual["rule"])
    assert not put_in & set(tidy["rule"])
    known = usual.filter(pl.col("rule") == "found-and-not-found")["siruta"]
    assert known.count() == len(known)
