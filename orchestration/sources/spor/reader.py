"""Household assessments in our own exchange contract: what only this source needs beyond its contract."""

from pathlib import Path

from orchestration.period import Period
from orchestration.sources import contract
from orchestration.sources.codes import check_codes
from orchestration.sources.content import check_content
from orchestration.sources.delivery import Reading, check_references, finish, read_tables
from orchestration.sources.people import check_birth_dates, pseudonymise_people
from orchestration.sources.spor import checks, declaration

CONTRACT = contract.load(Path(__file__).with_name("datapackage.json"))


def read(path: Path, period: Period | None, key: bytes) -> Reading:
    """Read one delivery. Without a period, what hangs on it goes by the one that the delivery declares.

    In a delivery of changes a record may point to one of an earlier delivery: only a whole one is held against itself.
    """
    reading = Reading()
    tables = read_tables(path, CONTRACT, reading.findings)
    declared = declaration.take(reading, tables.get(declaration.TABLE), period)
    complete = tables.keys() == {table.name for table in CONTRACT.tables}
    if complete:
        checks.refuse_struck(tables)
        checks.refuse_repeated(tables)
        checks.refuse_astray(tables["findings"])
    if declared and declared.whole:
        check_references(tables)
    check_codes(tables, CONTRACT)
    if complete:
        households, people = tables["households"], tables["persons"]
        if declared and declared.whole and not households.rows.height:
            reading.findings.add("no-household", file=households.file)
        for county in reading.covered:
            checks.check_places(tables, CONTRACT, county)
        checks.check_records(tables, CONTRACT)
        quarter = declared.period if declared else period
        check_birth_dates(people, quarter, "birth_date", "registered_at")
        if declared:
            check_content(tables, CONTRACT, quarter, declared.whole, declared.made_on)
        pseudonymise_people(people, key)
    if "persons" in tables:
        reading.counties = dict.fromkeys(reading.covered, tables["persons"].rows.height)
    return finish(reading, tables, CONTRACT)
