"""The registers' contracts and what their reader gives: places, counties spoken for, columns of the lake."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from amc_export import balanced, rules

from orchestration.sources.contract import Table
from orchestration.sources.delivery import Reading
from orchestration.sources.registers import reader
from orchestration.sources.registers.reader import REGISTERS
from quality.catalogue import seed

FOLDER = Path(reader.__file__).parent
NAMES = sorted(REGISTERS)
KEY = b"k" * 32
KEYS = {
    "population": ("year", "uat", "sex", "age"),
    "social_services": ("licence",),
    "accreditation": ("uat", "accredited_from"),
    "unemployment": ("uat", "month"),
    "minimum_income": ("uat", "month"),
    "school_dropout": ("county", "school_year", "level"),
    "marginalisation": ("uat",),
    "costs": ("uat", "period", "kind", "category", "funds"),
    "programme": ("uat",),
    "source_reports": ("source", "period", "place", "figure"),
}
EVERY_COUNTY = frozenset(seed("counties")["county_code"])


def example(name: str) -> Path:
    return FOLDER / name / "examples" / f"{name}.csv"


def rows_of(name: str) -> list[dict[str, str]]:
    with example(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def table_of(name: str) -> Table:
    (table,) = REGISTERS[name].contract.tables
    return table


def read(name: str, path: Path) -> Reading:
    return REGISTERS[name].read(path, None, KEY)


def read_text(name: str, folder: Path, *lines: str) -> Reading:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(name, path)


# --- contracts ---


def test_the_registers_are_those_of_the_catalogue_of_sources() -> None:
    known = {
        row["source"]: row["delivers"] for row in seed("sources").to_dicts() if row["kind"] == "register"
    }
    assert {name: register.contract.delivers for name, register in REGISTERS.items()} == known


@pytest.mark.parametrize("name", NAMES)
def test_a_register_is_one_table_of_its_name_with_its_key(name: str) -> None:
    table = table_of(name)
    assert table.name == name
    assert table.keys == KEYS[name]
    required = {field.name for field in table.fields if field.required}
    assert required >= set(table.keys)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_a_place(name: str) -> None:
    (place,) = [field for field in table_of(name).read if field.code_list]
    assert (place.name, place.code_list) in {("uat", "uats"), ("county", "counties"), ("place", "places")}
    assert place.required


@pytest.mark.parametrize("name", NAMES)
def test_no_free_text_is_read(name: str) -> None:
    texts = [field for field in table_of(name).read if field.type == "string"]
    assert all(field.values or field.pattern for field in texts)


@pytest.mark.parametrize("name", NAMES)
def test_the_words_are_romanian_and_name_the_publisher_or_the_law(name: str) -> None:
    contract = REGISTERS[name].contract
    named = {
        "population": ["Institutul Național de Statistică", "POP107D"],
        "social_services": ["Legea 197/2012", "HG 867/2015"],
        "accreditation": ["Legea 197/2012"],
        "unemployment": ["Agenției Naționale pentru Ocuparea Forței de Muncă"],
        "minimum_income": ["Legea 196/2016", "Agenția Națională pentru Plăți și Inspecție Socială"],
        "school_dropout": ["Institutul Național de Statistică"],
        "marginalisation": ["Băncii Mondiale", "2014", "2016"],
        "costs": ["85 %", "15 %", "lei"],
        "programme": ["139", "2.000"],
        "source_reports": ["AMC-MSR", "Primero", "SPOR"],
    }
    assert all(words in contract.description for words in named[name])
    words = [contract.title, contract.description, *(f.description for f in table_of(name).fields)]
    assert all(words) and not set("".join(words)) & set("şţŞŢ")


# --- examples ---


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_complete(name: str) -> None:
    """No column beyond the contract, every value of every list, and a gap only where one may be."""
    table, rows = table_of(name), rows_of(name)
    assert set(rows[0]) <= {field.name for field in table.fields}
    for field in table.read:
        values = {row[field.name] for row in rows}
        assert set(field.values) <= values, field.name
        assert not (field.required and "" in values), field.name


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_accepted_whole(name: str) -> None:
    reading = read(name, example(name).parent)
    assert reading.accepted and balanced(reading)
    assert [table["refused"] for table in reading.tables] == [0]
    assert rules(reading) <= {"county-without-rows"}
    assert reading.entities[name].height == len(rows_of(name))
    assert dict(reading.entities[name].schema) == table_of(name).lake_schema


# --- what a delivery speaks for ---


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_register_speaks_for_the_country_and_changes_for_their_counties(name: str) -> None:
    reading = read(name, example(name))
    assert (reading.kind, reading.since) == (REGISTERS[name].contract.delivers, None)
    assert reading.covered == (EVERY_COUNTY if reading.kind == "whole" else frozenset(reading.counties))
    assert sum(reading.counties.values()) == len(rows_of(name))


def test_rows_are_counted_by_county(tmp_path: Path) -> None:
    rows = ["136713,2025-10,5,1", "136713,2025-11,5,1", "106318,2025-10,7,2", "179132,2025-10,9,3"]
    reading = read_text("unemployment", tmp_path, "uat,month,registered,with_benefit", *rows)
    assert reading.counties == {"SM": 2, "MM": 1, "B": 1}
    assert reading.covered == {"SM", "MM", "B"}


def test_reports_tell_of_counties_and_of_uats_and_only_figures_of_their_source(tmp_path: Path) -> None:
    rows = ["SM,G04", "136713,G04", "179132,VSA_02", "MM,households", "BH,VSA_97", "CJ,XX99"]
    told = [f"amc,2025-Q4,{row},5" for row in rows]
    reading = read_text("source_reports", tmp_path, "source,period,place,figure,value", *told)
    assert reading.counties == {"SM": 2, "B": 1}
    refused = reading.findings.frame().filter(rule="figure-unknown")
    assert refused["column"].to_list() == ["figure"] * 3


def test_a_refused_row_speaks_for_no_county(tmp_path: Path) -> None:
    rows = ["MM,2024-2025,primary,10,11", "SM,2024-2025,primary,11,10"]
    reading = read_text("school_dropout", tmp_path, "county,school_year,level,enrolled,dropped_out", *rows)
    assert reading.counties == {"SM": 1}
    assert reading.covered == {"SM"}


def test_a_register_of_the_country_tells_of_counties_that_it_forgets(tmp_path: Path) -> None:
    first = seed("uats").group_by("county_code", maintain_order=True).first()
    rows = [f"{siruta},severe,0.5" for siruta in first.filter(pl.col("county_code") != "CJ")["siruta"]]
    forgetful = read_text("marginalisation", tmp_path, "uat,degree,share", *rows).findings.frame()
    assert forgetful.select("rule", "detail").rows() == [("county-without-rows", "CJ")]
    whole = read_text("marginalisation", tmp_path, "uat,degree,share", *rows, "54975,none,")
    assert whole.findings.frame().is_empty()


def test_a_refused_whole_register_can_be_made_up_for_by_the_next(tmp_path: Path) -> None:
    """Whoever sends a good one speaks for all counties, so the refused one must too."""
    reading = read_text("programme", tmp_path, "x,y", "1,2")
    assert not reading.accepted
    assert reading.covered == EVERY_COUNTY


# --- values ---


def test_money_and_shares_keep_their_decimals() -> None:
    costs = read("costs", example("costs")).entities["costs"]
    assert costs["amount"].to_list()[2:4] == [Decimal("61200.5"), Decimal("10800.09")]
    shares = read("marginalisation", example("marginalisation")).entities["marginalisation"]["share"]
    assert shares.to_list() == [*map(Decimal, ("0.0281", "0.3150", "0.0975", "0", "0.041")), None]


def test_days_are_days_and_places_are_numbers() -> None:
    programme = read("programme", example("programme")).entities["programme"]
    assert programme.row(1) == (136768, 1, date(2023, 10, 1), date(2025, 3, 31))


def test_names_of_places_and_providers_do_not_go_on() -> None:
    services = read("social_services", example("social_services")).entities["social_services"]
    assert "inventat" not in services.write_csv()
    assert "Satu Mare" not in services.write_csv()
