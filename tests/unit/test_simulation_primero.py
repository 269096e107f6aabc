"""Simulated exports of Primero parse by independent means; the truth is what a naive reader of the files counts."""

import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from primero_recount_simulated import (
    Case,
    by_label,
    from_csv,
    from_json,
    from_xlsx,
    pages_of,
    recount,
    rows_of,
    ruby,
    tabs_of,
)
from worlds import SHARED, tree

from simulation.clock import end_of
from simulation.places import county, seed_table
from simulation.primero import PrimeroDirt, Setup, write_primero
from simulation.primero.codes import UNKNOWN_CONCERN
from simulation.primero.ruby import text
from simulation.primero.words import NASTY
from simulation.slips import Slips
from simulation.world import Evidence, Horizon, World, draw_world

PERIODS = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
NEWEST = PERIODS[-1]
COUNTY = "SM"
#: dirt in every kind, so often that a small export holds all of it
MUCH = PrimeroDirt(
    **{field.name: min(1.0, field.default * 6) for field in fields(PrimeroDirt)}
    | {
        "unknown_concern": 0.05,
        "unknown_location": 0.1,
        "without_location": 0.1,
        "estimated_age": 0.1,
        "explicit_nil": 0.4,
    }
    | {
        "reopened": 0.4,
        "later_concern": 0.5,
        "uat_as_location": 0.5,
        "service_near_turn": 0.6,
        "nasty_text": 0.8,
    }
)
READERS: dict[str, Callable[[Path], list[Case]]] = {"csv": from_csv, "json": from_json, "xlsx": from_xlsx}


@pytest.fixture(scope="module")
def world() -> World:
    horizon = Horizon.of(NEWEST, len(PERIODS))
    return draw_world(np.random.default_rng([3, 30]), county(COUNTY, 8), 900, horizon)


def written(
    world: World, out: Path, layout: str = "csv", seed: int = 5, share: float = 0.6, **options
) -> tuple[Path, Evidence]:
    """Write all quarters; give the newest file."""
    rng = np.random.default_rng([seed, world.county.number, 3])
    options = {"dirt": MUCH, **options}
    evidence = write_primero(world, rng, out, PERIODS, Slips(), layout, share=share, **options)
    return newest(out, layout), evidence


def newest(out: Path, layout: str = "csv", period: str = NEWEST) -> Path:
    return out / "landing" / "primero" / period / f"primero-{COUNTY}-{period}.{layout}"


@pytest.fixture(scope="module")
def dirty(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("primero")
    for layout in READERS:
        written(world, out, layout)
    return out


def truth(out: Path) -> tuple[dict, dict]:
    folder = out / "truth" / "primero" / COUNTY
    counts = pl.read_parquet(folder / "counts.parquet")
    carried = pl.read_parquet(folder / "vulnerability_quarter.parquet")
    assert carried.is_empty() or carried["source"].unique().to_list() == ["primero"]
    cells = ("period", "geo_level", "geo_code")
    return (
        {tuple(row): count for *row, count in counts.select(*cells, "measure", "count").iter_rows()},
        {
            tuple(row): (people, assessed, in_evidence)
            for *row, people, assessed, in_evidence in carried.select(
                *cells, "source_code", "people", "assessed", "in_evidence"
            ).iter_rows()
        },
    )


@pytest.mark.parametrize("layout", READERS)
def test_truth_is_what_a_naive_reader_counts(dirty: Path, layout: str) -> None:
    counts, carried = recount(READERS[layout](newest(dirty, layout)), PERIODS, COUNTY)
    assert len(counts) > 100
    assert len(carried) > 200
    assert (counts, carried) == truth(dirty)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("closed", [True, False])
def test_truth_of_exports_with_the_usual_dirt(world: World, tmp_path: Path, seed: int, closed: bool) -> None:
    path, _ = written(world, tmp_path, seed=seed, dirt=PrimeroDirt(), setup=Setup(closed=closed))
    cases = from_csv(path)
    assert ("closed" in {case.status for case in cases}) == closed
    assert recount(cases, PERIODS, COUNTY) == truth(tmp_path)


def shifted(services: list[tuple[bool, datetime | None]]) -> list[tuple[bool, datetime | None]]:
    return [(done, when and when - timedelta(hours=3)) for done, when in services]


#: each undoes one trap in the cases: a reader that falls into it would count this
TRAPS: dict[str, Callable[[int, Case], Case | None]] = {
    "repeated rows counted": lambda row, case: replace(case, id=str(row)),
    "duplicates counted": lambda _, case: replace(case, status=case.status.replace("duplicate", "open")),
    "transferred are open": lambda _, case: replace(case, status=case.status.replace("transferred", "open")),
    "reopened are closed": lambda _, case: replace(case, status="closed" if case.closed else case.status),
    "closed without date are open": lambda _, case: replace(case, status="closed" if case.closed else "open"),
    "unregistered are old": lambda _, case: replace(case, registered=case.registered or date(2000, 1, 1)),
    "times are local": lambda _, case: replace(case, services=shifted(case.services)),
    "all services given": lambda _, case: replace(case, services=[(True, when) for _, when in case.services]),
    "unknown locations dropped": lambda _, case: case if case.location else None,
}


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_catches_who_falls_into_it(dirty: Path, trap: str) -> None:
    spoilt = [TRAPS[trap](row, case) for row, case in enumerate(from_csv(newest(dirty)))]
    assert recount([case for case in spoilt if case], PERIODS, COUNTY) != truth(dirty)


def test_same_seed_same_bytes_and_another_seed_others(world: World, dirty: Path, tmp_path: Path) -> None:
    for layout in READERS:
        written(world, tmp_path / "same", layout)
    assert tree(tmp_path / "same") == tree(dirty)
    written(world, tmp_path / "other", seed=6)
    assert newest(tmp_path / "other").read_bytes() != newest(dirty).read_bytes()


@pytest.mark.parametrize("layout", READERS)
def test_layout_and_setup_do_not_change_the_cases(
    world: World, dirty: Path, tmp_path: Path, layout: str
) -> None:
    setup = Setup(hidden=frozenset({"risk_level"}), old_ruby=True, romanian_months=True, numeric_cells=True)
    path, _ = written(world, tmp_path, layout, setup=setup)
    assert READERS[layout](path) == READERS[layout](newest(dirty, layout))
    assert truth(tmp_path) == truth(dirty)


@pytest.mark.skipif(not (SHARED / "primero").is_dir(), reason="the sample is not here")
def test_headers_and_tabs_are_those_of_the_sample(dirty: Path) -> None:
    sample = SHARED / "primero" / "sample"
    assert list(rows_of(newest(dirty))[0]) == list(rows_of(sample / "cases.csv")[0])
    ours, theirs = tabs_of(newest(dirty, "xlsx")), tabs_of(sample / "cases.xlsx")
    assert [(name, rows[0]) for name, rows in ours.items()] == [
        (name, rows[0]) for name, rows in theirs.items()
    ]
    of_record = [
        set(pages_of(path)[0][0]) - {"data"} for path in (newest(dirty, "json"), sample / "cases.json")
    ]
    assert of_record[0] <= of_record[1]


def test_csv_holds_each_kind_of_dirt(dirty: Path) -> None:
    rows = rows_of(newest(dirty))
    have = {name: Counter(row[name] for row in rows) for name in rows[0]}
    assert set(have["status"]) == {"open", "closed", "transferred", "duplicate"}
    assert all(have[name][""] for name in ("registration_date", "location_current", "national_id_no", "sex"))
    assert {"999999", "136484", "100001"} & set(have["location_current"])
    assert max(Counter(row["id"] for row in rows).values()) == 2
    assert any(row["status"] == "open" and row["date_closure"] for row in rows)
    assert any(row["status"] == "closed" and not row["date_closure"] for row in rows)
    assert any(row["status"] == "transferred" and row["date_closure"] for row in rows)
    assert any("\n" in row["address_current"] for row in rows)
    assert all(number.startswith("'+40") for number in have["telephone_current"] if number)
    assert have["occupation"]["'- fără -"] > 0
    assert {row["protection_concerns"] for row in rows} > {"", "[]"}
    unknown = [ruby(concerns) for concerns in have["protection_concerns"] if UNKNOWN_CONCERN in concerns]
    assert unknown
    assert all(len(concerns) > 1 for concerns in unknown)
    villages, uats = set(seed_table("localities.csv")["siruta"]), set(seed_table("uats.csv")["siruta"])
    assert villages & set(have["location_current"])
    assert uats & set(have["location_current"])


def test_subforms_say_in_ruby_what_json_says(dirty: Path) -> None:
    records = {record["id"]: record["data"] for page in pages_of(newest(dirty, "json")) for record in page}
    rows = rows_of(newest(dirty))
    spoken = set()
    for row in rows:
        for name in ("services_section", "family_details_section", "followup_subform_section"):
            said = ruby(row[name]) if row[name] else None
            told = records[row["id"]].get(name)
            assert (said is None) == (told is None)
            for one, other in zip(said or [], told or [], strict=True):
                assert {key: in_json(value) for key, value in one.items()} == other
                assert list(one) == sorted(one, key=lambda key: (len(key), key))
                spoken.update(value for value in one.values() if isinstance(value, str))
    assert spoken > set(NASTY)
    assert any(": nil" in row["services_section"] or "=> nil" in row["services_section"] for row in rows)


def in_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return str(value) if isinstance(value, date) else value


@pytest.mark.parametrize(
    ("plain", "inspected"),
    [
        ('a "b"', r'"a \"b\""'),
        ("a\\b\n\t\r", r'"a\\b\n\t\r"'),
        ("#{x} #$0 #@a # #1", r'"\#{x} \#$0 \#@a # #1"'),
        ("ș\u200b", r'"ș\u200B"'),
        ("nil => [1]", '"nil => [1]"'),
    ],
)
def test_texts_are_inspected_as_ruby_does(plain: str, inspected: str) -> None:
    assert text(plain) == inspected
    assert ruby(inspected) == plain


def test_json_is_pages_of_500_glued_together(dirty: Path) -> None:
    path = newest(dirty, "json")
    pages = pages_of(path)
    assert len(pages) > 1
    assert {len(page) for page in pages[:-1]} == {500}
    assert path.read_text().count("\n][\n") == len(pages) - 1
    record = pages[0][0]
    assert list(record)[:2] == ["id", "data"]
    assert record["srch_name"] == record["data"]["name"]
    assert [record["id"] for page in pages for record in page] == [
        row["id"] for row in rows_of(newest(dirty))
    ]


def test_excel_shows_labels_and_hides_names(dirty: Path) -> None:
    tabs = {name: by_label(rows) for name, rows in tabs_of(newest(dirty, "xlsx")).items()}
    people = tabs["Basic Identity"]
    assert "*******" in {row["Full Name"] for row in people}
    assert {row["Is this address permanent?"] for row in people} == {"Da", "Nu"}
    assert {row["Urgent Protection Concern?"] for row in tabs["Protection Concerns"]} == {"Yes", "No", ""}
    assert any(row["Protection Concerns"].endswith(" ||| ") for row in tabs["Protection Concerns"])
    ids = [row["ID"] for row in people]
    assert ids == [row["case_id_display"] for row in rows_of(newest(dirty))]
    for name, rows in tabs.items():
        assert list(dict.fromkeys(row["ID"] for row in rows)) == list(dict.fromkeys(ids)), name
        assert len(name) <= 31


def test_a_romanian_server_and_numbers_in_excel(world: World, tmp_path: Path) -> None:
    setup = Setup(romanian_months=True, romanian_ticks=False, numeric_cells=True)
    path, _ = written(world, tmp_path, "xlsx", setup=setup)
    people = by_label(tabs_of(path)["Basic Identity"])
    months = {row["Date of Registration or Interview"][3:6] for row in people if row["Date of Birth"]}
    assert months >= {"Ian", "Mai", "Iun", "Iul", "Noi"}
    assert {row["Is this address permanent?"] for row in people} == {"Yes", "No"}
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml").decode()
    cnp = next(row["National ID Number"] for row in people if row["National ID Number"])
    assert f"<v>{cnp}</v>" in sheet
    assert '<c r="A2" t="inlineStr">' in sheet


def test_an_old_ruby_writes_no_blanks_about_arrows(world: World, tmp_path: Path) -> None:
    path, _ = written(world, tmp_path, setup=Setup(old_ruby=True))
    assert '""service_type""=>""' in path.read_text()
    assert '""service_type"" => ' not in path.read_text()


def test_what_the_user_may_not_see_is_not_there(world: World, tmp_path: Path) -> None:
    hidden = frozenset({"protection_concerns", "services_section", "location_current", "case_id_display"})
    hidden |= {"family_details_section.relation_name"}
    for layout in READERS:
        written(world, tmp_path / layout, layout, setup=Setup(hidden=hidden))
    row = rows_of(newest(tmp_path / "csv"))[0]
    assert not hidden & set(row)
    assert "family_details_section" in row
    data = [record["data"] for page in pages_of(newest(tmp_path / "json", "json")) for record in page]
    assert not any(hidden & set(record) for record in data)
    tabs = tabs_of(newest(tmp_path / "xlsx", "xlsx"))
    assert "Services-Nested Services" not in tabs
    assert "Protection Concern Details" not in tabs
    assert "Name" not in tabs["Family Details-Nested Family..."][0]
    counts, carried = truth(tmp_path / "csv")
    assert not carried
    assert {level for _, level, _, _ in counts} == {"country"}
    assert {measure for *_, measure in counts} == {"registered", "open", "closed"}
    keys = pl.read_parquet(tmp_path / "csv" / "truth" / "links" / "primero-SM.parquet")["record_key"]
    rows = rows_of(newest(tmp_path / "csv"))
    assert set(keys) == {f"primero:SM:{row['id']}" for row in rows if row["status"] != "duplicate"}
    keys = pl.read_parquet(tmp_path / "xlsx" / "truth" / "links" / "primero-SM.parquet")["record_key"]
    header, *shown = tabs["Basic Identity"]
    status = header.index("Case Status")
    assert set(keys) == {f"primero:SM:{row[0]}" for row in shown if row[status] != "Duplicate"}


def test_a_field_hidden_in_a_subform_is_missing_in_excel_only(world: World, tmp_path: Path) -> None:
    setup = Setup(hidden=frozenset({"services_section.service_implemented_day_time"}))
    for layout, counted in (("csv", True), ("xlsx", False)):
        written(world, tmp_path, layout, setup=setup)
        assert ("services" in {measure for *_, measure in truth(tmp_path)[0]}) == counted


def test_links_name_the_person_of_each_record(world: World, dirty: Path) -> None:
    links = pl.read_parquet(dirty / "truth" / "links" / f"primero-{COUNTY}.parquet")
    rows = {f"primero:{COUNTY}:{row['case_id_display']}": row for row in rows_of(newest(dirty))}
    assert set(links["record_key"]) == {key for key, row in rows.items() if row["status"] != "duplicate"}
    assert links["record_key"].is_unique().all()
    for key, person in links.iter_rows():
        where, place = person.split(":")
        assert where == COUNTY
        birth_date = rows[key]["date_of_birth"]
        born = date(1970, 1, 1) + timedelta(days=int(world.people.born[int(place)]))
        assert birth_date in ("", str(born))


def test_those_in_evidence_are_the_open_ones(world: World, tmp_path: Path) -> None:
    path, evidence = written(world, tmp_path)
    counts, _ = truth(tmp_path)
    for period in PERIODS:
        at = end_of(period)
        there = (evidence.since < at) & (at <= evidence.until)
        assert there.sum() == counts[period, "country", "RO", "open"]
        assert (there & (evidence.uat > 0)).sum() == counts[period, "county", COUNTY, "open"]
    persons = dict(pl.read_parquet(tmp_path / "truth" / "links" / f"primero-{COUNTY}.parquet").iter_rows())
    for key, person in zip(evidence.record_key, evidence.person, strict=True):
        assert persons[key] == f"{COUNTY}:{person}"
    assert evidence.record_key.is_unique().all()
    assert path.exists()


def test_each_delivery_shows_the_state_of_its_time(dirty: Path) -> None:
    states = [{case.id: case for case in from_csv(newest(dirty, period=period))} for period in PERIODS]
    assert all(set(state) < set(later) for state, later in pairwise(states))
    for period, state in zip(PERIODS, states, strict=True):
        end = datetime.fromtimestamp(end_of(period)).date()
        registered = [case.registered for case in state.values() if case.registered]
        assert end < max(registered) <= end + timedelta(days=21)
        assert {case.status for case in state.values()} > {"open", "closed"}
    changes = {(state[key].status, later[key].status) for state, later in pairwise(states) for key in state}
    assert changes > {("open", "closed"), ("closed", "open"), ("open", "duplicate"), ("open", "transferred")}
    moved = [key for key in states[0] if states[0][key].location != states[-1][key].location]
    assert moved


def test_without_dirt_all_is_tidy(world: World, tmp_path: Path) -> None:
    path, _ = written(world, tmp_path, dirt=PrimeroDirt.none(), share=0.2)
    cases = from_csv(path)
    assert recount(cases, PERIODS, COUNTY) == truth(tmp_path)
    assert {case.status for case in cases} == {"open", "closed"}
    assert all(case.registered and case.location for case in cases)
    assert len({case.id for case in cases}) == len(cases)


@pytest.mark.parametrize("layout", READERS)
def test_a_county_without_cases(world: World, tmp_path: Path, layout: str) -> None:
    path, evidence = written(world, tmp_path, layout, share=0.0)
    assert READERS[layout](path) == []
    assert truth(tmp_path) == ({}, {})
    assert len(evidence.person) == 0
