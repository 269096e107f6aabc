"""Dumps one after the other: what is known is not stored again, and every dump can be had back as it came."""

import shutil
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from amc_export import PERIOD, TABLES, Files, Rows, changed, example, rows_of, settings, with_cell, write_zip

from orchestration import intake
from orchestration.known_rows import GONE, unknown
from orchestration.sources import SOURCES

#: the order in which deliveries came: where each was put, and what it is
Came = list[tuple[str, Files]]


def other_county() -> Files:
    """The example as if it were Maramureș's."""

    def people(rows: Rows) -> None:
        for row in rows:
            row["county_id"], row["city_id"] = "24", "106318"

    files = example() | {
        "counties": b"id,siruta\n24,243\n",
        "cities": b"id,county_id,level,parent_id\n106318,24,2,\n",
    }
    return changed(files, "beneficiaries", people)


CHANGED = with_cell("beneficiaries", 0, "work_status", "yes")
#: of the last entry nothing hangs, so that it can be left out
SHORTER = changed(example(), "vulnerability_entries", lambda rows: rows[:-1])
CAME: dict[str, Came] = {
    "the same rows for the next quarter": [("2025-Q3", example()), ("2025-Q4", example() | {"x": b""})],
    "a changed row": [("2025-Q3", example()), ("2025-Q4", CHANGED)],
    "a row gone": [("2025-Q3", example()), ("2025-Q4", SHORTER)],
    "a row new": [("2025-Q3", SHORTER), ("2025-Q4", example())],
    "a row that came back": [("2025-Q2", example()), ("2025-Q3", SHORTER), ("2025-Q4", CHANGED)],
    "changed and changed back": [
        ("2025-Q2", example()),
        ("2025-Q3", CHANGED),
        ("2025-Q4", example() | {"x": b""}),
    ],
    "a correction for an earlier quarter": [
        ("2025-Q3", example()),
        ("2025-Q4", CHANGED),
        ("2025-Q3", SHORTER),
        ("2025-Q4", with_cell("beneficiaries", 1, "work_status", "other")),
    ],
    "of other counties": [
        ("2025-Q3", example()),
        ("2025-Q3", other_county()),
        ("2025-Q4", SHORTER),
        ("2025-Q4", changed(other_county(), "households", lambda rows: rows[:])),
    ],
}


def make_root(root: Path) -> Path:
    settings(root).make_root()
    settings(root).key_file.write_bytes(b"k" * 32)
    settings(root).key_file.chmod(0o600)
    return root


def put(root: Path, number: int, period: str, files: Files) -> None:
    write_zip(files, root / "landing" / "amc" / period / f"{number:02}.zip")


def take(root: Path) -> list[str]:
    """Take in what there is; gives the deliveries that are new to the lake."""
    judged = intake.take_in(settings(root), PERIOD)
    assert all(one.accepted for one in judged)
    return intake.admit(settings(root))


def lake(root: Path) -> dict[str, bytes]:
    folder = settings(root).lake
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def rows_in(root: Path, table: str, delivery: str = "*") -> list[dict]:
    return pl.read_parquet(settings(root).lake / "amc" / table / f"{delivery}.parquet").to_dicts()


def counted(rows: list[dict]) -> Counter[str]:
    return Counter(repr(sorted(row.items())) for row in rows)


def given_back(root: Path, delivery: str, table: str) -> list[dict]:
    """The rows of a delivery, row by row from what the lake says of its chain."""
    receipts = {row["delivery"]: row for row in rows_in(root, "deliveries")}
    own = receipts[delivery]
    found = []
    for stored_in, receipt in receipts.items():
        if receipt["chain"] != own["chain"] or receipt["link"] > own["link"]:
            continue
        gone = {
            row["row_number"]
            for row in rows_in(root, GONE)
            if (row["table_name"], row["stored_in"]) == (table, stored_in)
            and receipts[row["delivery"]]["link"] <= own["link"]
        }
        stored = enumerate(rows_in(root, table, stored_in))
        found += [row | {"delivery": delivery} for number, row in stored if number not in gone]
    return found


def whole(root: Path, period: str, files: Files) -> tuple[str, dict[str, list[dict]]]:
    """A delivery and its rows, taken in by itself."""
    put(make_root(root), 1, period, files)
    (delivery,) = take(root)
    return delivery, {table: rows_in(root, table, delivery) for table in TABLES}


@pytest.mark.parametrize("case", CAME)
def test_each_dump_is_given_back_as_it_came(case, tmp_path):
    root, alone = make_root(tmp_path / "chain"), {}
    for number, (period, files) in enumerate(CAME[case]):
        put(root, number, period, files)
        (delivery,) = take(root)
        alone[delivery] = whole(tmp_path / str(number), period, files)[1]
    assert len(alone) == len(CAME[case])
    for delivery, tables in alone.items():
        for table, rows in tables.items():
            assert counted(given_back(root, delivery, table)) == counted(rows), (delivery, table)


@pytest.mark.parametrize("case", CAME)
def test_taken_in_together_they_are_stored_as_one_after_the_other(case, tmp_path):
    """Those of one run come in the order of their quarters; two of a quarter and its counties would contradict."""
    came = [one for number, one in enumerate(CAME[case]) if number < 2 or "correction" not in case]
    together, apart = make_root(tmp_path / "together"), make_root(tmp_path / "apart")
    for number, (period, files) in enumerate(came):
        put(together, number, period, files)
    one_run = take(together)
    for number in sorted(range(len(came)), key=lambda number: (came[number][0], number)):
        put(apart, number, *came[number])
        take(apart)
    stored = [
        {name: content for name, content in lake(root).items() if "/deliveries/" not in name}
        for root in (together, apart)
    ]
    assert len(one_run) == len(came)
    assert stored[0] == stored[1]


def stored(root: Path, table: str) -> list[int]:
    """How many rows of a table each link of the only chain stores."""
    receipts = sorted(rows_in(root, "deliveries"), key=lambda row: row["link"])
    return [len(rows_in(root, table, row["delivery"])) for row in receipts]


def test_known_rows_are_not_stored_again(tmp_path):
    root = make_root(tmp_path)
    for number, (period, files) in enumerate(CAME["a correction for an earlier quarter"]):
        put(root, number, period, files)
        take(root)
    people, entries = (len(rows_of(example()[table])) for table in ("beneficiaries", "vulnerability_entries"))
    assert stored(root, "beneficiaries") == [people, 1, 1, 1]
    assert stored(root, "vulnerability_entries") == [entries, 0, 0, 1]
    assert stored(root, "households")[1:] == [0, 0, 0]
    gone = Counter((row["table_name"], row["stored_in"]) for row in rows_in(root, GONE))
    receipts = sorted(rows_in(root, "deliveries"), key=lambda row: row["link"])
    first, second, *_ = (row["delivery"] for row in receipts)
    assert gone == {
        ("beneficiaries", first): 2,
        ("beneficiaries", second): 1,
        ("vulnerability_entries", first): 1,
    }


def test_only_what_was_let_in_is_built_on(tmp_path):
    """Of two that contradict each other and one refused nothing is known, the last builds on the first."""
    root = make_root(tmp_path)
    put(root, 0, "2025-Q2", example())
    (first,) = take(root)
    put(root, 1, "2025-Q3", CHANGED)
    put(root, 2, "2025-Q3", SHORTER)
    put(root, 3, "2025-Q4", with_cell("beneficiaries", 1, "work_status", "other"))
    judged = intake.take_in(settings(root), PERIOD)
    assert [one.accepted for one in judged] == [True, False, False, True]
    (last,) = intake.admit(settings(root))
    assert {row["delivery"]: row["link"] for row in rows_in(root, "deliveries")} == {first: 1, last: 2}
    assert stored(root, "beneficiaries")[1:] == [1]


@pytest.fixture(scope="module")
def waiting(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """A root with a dump in the lake and two that wait, and the lake that all three make."""
    root, other = (make_root(tmp_path_factory.mktemp("waiting") / name) for name in ("root", "other"))
    for place in (root, other):
        put(place, 0, "2025-Q2", example())
        take(place)
        put(place, 1, "2025-Q3", CHANGED)
        put(place, 2, "2025-Q4", SHORTER)
    take(other)
    intake.take_in(settings(root), PERIOD)
    return root, lake(other)


@pytest.mark.parametrize("moment", range(1, len(TABLES) + 8))
def test_cut_off_between_two_files_it_ends_in_the_same_bytes(moment, waiting, tmp_path, monkeypatch):
    """Cut off before the second of three is there with its receipts; let in again, at once and by another run."""
    root, expected = waiting
    for run_again in (False, True):
        place = tmp_path / f"run again {run_again}"
        shutil.copytree(root, place)
        replace, moves = Path.replace, iter(range(1, 99))

        def cut_off(source, target, replace=replace, moves=moves):
            if next(moves) == moment:
                raise KeyboardInterrupt
            return replace(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", cut_off)
            with pytest.raises(KeyboardInterrupt):
                intake.admit(settings(place))
        assert len(rows_in(place, "deliveries")) == 1
        if run_again:
            intake.take_in(settings(place), PERIOD)
        intake.admit(settings(place))
        assert lake(place) == expected


def test_cut_off_after_its_receipt_it_is_there_once(tmp_path, monkeypatch):
    root = make_root(tmp_path)
    put(root, 0, "2025-Q4", example())
    intake.take_in(settings(root), PERIOD)

    def cut_off(folder):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(intake.shutil, "rmtree", cut_off)
        with pytest.raises(KeyboardInterrupt):
            intake.admit(settings(root))
    before = lake(root)
    intake.admit(settings(root))
    assert lake(root) == {name: before[name] for name in before if not name.startswith(".incoming/amc")}
    assert [row["link"] for row in rows_in(root, "deliveries")] == [1]


def test_only_sources_of_nothing_but_dumps_have_chains_and_their_keys_are_in_the_lake():
    """What builds on another delivery is read from its files (`earlier`)."""
    assert {name for name, source in SOURCES.items() if source.contract.delivers == "whole"} >= {
        "amc",
        "primero",
    }
    assert SOURCES["spor"].contract.delivers == "declared"
    for source in SOURCES.values():
        for table in source.contract.tables:
            assert source.contract.delivers != "whole" or set(table.keys) <= table.lake_schema.keys()


# --- row by row ---

SCHEMA = {"id": pl.Int64, "codes": pl.List(pl.String), "name": pl.String}


def compared(before: list[tuple], rows: list[tuple]) -> tuple[list[tuple], list[int]]:
    """The rows that are new, and the numbers of those before that are gone."""
    known = pl.DataFrame(before, schema=SCHEMA, orient="row").with_columns(
        stored_in=pl.lit("d1"), row_number=pl.int_range(pl.len())
    )
    new, gone = unknown(pl.DataFrame(rows, schema=SCHEMA, orient="row"), known, ["id"])
    return new.rows(), gone["row_number"].to_list()


@pytest.mark.parametrize(
    ("before", "rows", "new", "gone"),
    [
        ([], [(1, ["a"], "x")], [(1, ["a"], "x")], []),
        ([(1, ["a"], "x")], [], [], [0]),
        ([(1, ["a"], "x"), (2, [], None)], [(2, [], None), (1, ["a"], "x")], [], []),
        ([(1, None, "x")], [(1, [], "x")], [(1, [], "x")], [0]),
        ([(1, [], None)], [(1, [], "")], [(1, [], "")], [0]),
        ([(1, [None], "x")], [(1, [], "x")], [(1, [], "x")], [0]),
        ([(1, ["a", "b"], "x")], [(1, ["b", "a"], "x")], [(1, ["b", "a"], "x")], [0]),
        ([(None, ["a"], "x")], [(None, ["a"], "x")], [], []),
        ([(1, [], "x")] * 2, [(1, [], "x")] * 3, [(1, [], "x")], []),
        ([(1, [], "x")] * 3, [(1, [], "x")] * 2, [], [2]),
        ([(1, [], "x"), (1, [], "y")], [(1, [], "x"), (1, [], "z")], [(1, [], "z")], [1]),
    ],
)
def test_rows_are_known_by_all_their_columns(before, rows, new, gone):
    assert compared(before, rows) == (new, gone)
