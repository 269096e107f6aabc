"""Fixtures that more than one folder of tests uses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from damage.tally import TALLY
from worlds import PERIOD, World, build, put

from simulation.amc import AmcExport, simulate_amc


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end of the output what became of the exports that were broken on purpose."""
    if lines := TALLY.lines():
        terminalreporter.section("broken exports")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def export() -> AmcExport:
    return simulate_amc(["SM"], 1500, str(PERIOD), 4, seed=7, uats=6)


@pytest.fixture(scope="session")
def world(export: AmcExport, tmp_path_factory: pytest.TempPathFactory) -> World:
    """One county of six UATs, four quarters; tests only read it."""
    root = tmp_path_factory.mktemp("world")
    put(root, export)
    return build(root, PERIOD.shift(-3))


@pytest.fixture
def fresh_world(export: AmcExport, tmp_path: Path) -> Callable[[], World]:
    """A world of a test's own."""

    def make() -> World:
        put(tmp_path, export)
        return build(tmp_path)

    return make
