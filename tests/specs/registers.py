"""Registers of places, as rows of their CSV files."""

from orchestration.sources.registers.reader import REGISTERS
from specs.formats import FORMATS, REGISTER_TITLES
from specs.markdown import Spec
from specs.places import Country
from specs.records import Records, cells_of
from specs.rows import rows


def register(country: Country, spec: Spec, records: Records) -> None:
    """Put a spec's rows of all registers into the records of the country."""
    for title, name in REGISTER_TITLES.items():
        table = REGISTERS[name].contract.tables[0]
        for row in rows(spec, title):
            cells = cells_of(row, FORMATS[title], table)
            cells |= {"uat": country.home(spec, row), "county": country.counties[spec.name]}
            if "licence" in cells and not cells["licence"]:
                cells["licence"] = f"LF {len(records.tables.get(name, [])) + 1:07d}"
            records.add(name, **cells)
