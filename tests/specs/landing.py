"""Writes a country of specs as the deliveries that it would come in."""

from pathlib import Path

from orchestration.sources.registers.reader import REGISTERS
from simulation.amc.write import write_tables
from simulation.zipped import write_zip
from specs import amc
from specs.assessments import assess
from specs.casework import work
from specs.formats import RECORDED, SPOR
from specs.places import PERIOD, Country
from specs.records import Records
from specs.registers import register
from specs.rows import check
from specs.spor import settle
from specs.staff import staff

MADE = "2026-05-01 08:00:00"


def land(country: Country, landing: Path) -> None:
    """Write one delivery a county and system, and one a register; systems that no spec tells of have none."""
    nurses: dict[str, Records] = {}
    households: dict[str, Records] = {}
    registers = Records()
    for spec in country.specs:
        check(spec)
        county = country.counties[spec.name]
        amc.nurse(country, spec, nurses.setdefault(county, Records()))
        village = settle(country, spec, households.setdefault(county, Records()))
        staff(village)
        assess(village)
        work(village)
        register(country, spec, registers)
    for county, records in nurses.items():
        if records.tables:
            write_tables(amc.export(records), landing / "amc" / PERIOD, f"amc-{county}-{PERIOD}")
    for county, records in households.items():
        if records.tables:
            _write_spor(records, county, landing / "spor" / PERIOD / f"spor-{county}-{PERIOD}.zip")
    for name in registers.tables:
        path = landing / name / PERIOD / f"{name}.csv"
        path.parent.mkdir(parents=True)
        path.write_bytes(registers.csv(REGISTERS[name].contract.tables[0]))


def _write_spor(records: Records, county: str, path: Path) -> None:
    """Write a delivery; without a household it would be refused, so that one of nobody and nowhere stands in it."""
    if "households" not in records.tables:
        records.add("households", registered_at=f"{RECORDED} 09:00:00")
    records.tables["delivery"] = [
        {"id": "1", "county": county, "period": PERIOD, "kind": "whole", "since": None, "made_at": MADE}
    ]
    write_zip(path, {f"{table.name}.csv": records.csv(table) for table in SPOR.tables})
