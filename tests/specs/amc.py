"""The nurses' people of a spec, as tables of an AMC-MSR export."""

import json
from functools import cache

import polars as pl

from quality.catalogue import seed
from simulation.amc import simulate_amc
from specs.formats import RECORDED
from specs.markdown import Spec
from specs.places import PERIOD, Country
from specs.records import Cells, Records
from specs.rows import NURSES, Row, rows

#: a code that says that nothing was found
NOTHING = "VAI_99"
#: tables with rows of specs; the others of an export are empty, or code lists
FILLED = ("beneficiaries", "vulnerability_entries", "families", "households", "interventions",
          "interventionable_cases", "interventionable_individual_services")  # fmt: skip


def nurse(country: Country, spec: Spec, records: Records) -> None:
    """Put a spec's people into the records of its county."""
    keys: dict[str, str] = {}
    for row in rows(spec, NURSES):
        keys[row.text("who")] = _beneficiary(country, spec, records, row)
    for row in rows(spec, "Cases"):
        case = records.add("interventionable_cases", initiator=row["initiator"])
        _intervention(records, row, keys, "case", case, row.text("opened"), row["closed"])
    for row in rows(spec, "Nurse services"):
        cells = {name: row[name] for name in ("date", "status")} | {"service_id": _service(row)}
        service = records.add("interventionable_individual_services", **cells)
        moment = f"{row['date']} 10:00:00"
        _intervention(records, row, keys, "individual_service", service, moment, None)


def export(records: Records) -> dict[str, pl.DataFrame]:
    """Give the tables of an export with all columns; what the records do not say is empty."""
    tables = dict(_template())
    return tables | {name: _like(tables[name], records.tables.get(name, [])) for name in FILLED}


def _beneficiary(country: Country, spec: Spec, records: Records, row: Row) -> str:
    county = seed("counties").filter(county_code=country.counties[spec.name])["siruta"].item()
    ids = dict(_template()["counties"].select(pl.col("siruta").cast(pl.String), pl.col("id")).rows())
    person = records.add(
        "beneficiaries", type=row["type"], gender=row["sex"], date_of_birth=row["born"], cnp=row["cnp"],
        first_name=row["first_name"], last_name=row["last_name"], work_status=row["work"],
        reason_removed=row["removal_reason"], status="removed" if row["removed"] else "active",
        county_id=str(ids[county]), city_id=country.home(spec, row), family_id=_family(spec, records, row),
        created_at=row["recorded"], updated_at=row["removed"] or f"{RECORDED} 09:00:00")  # fmt: skip
    if row["assessed"]:
        found = (row["found"] or NOTHING).replace("-", NOTHING).split()
        state = json.dumps(dict.fromkeys(found, 1))
        records.add("vulnerability_entries", beneficiary_id=person, map=state, created_at=row["assessed"])
    return person


def _family(spec: Spec, records: Records, row: Row) -> str | None:
    """Give the family that a row names; each is a household."""
    if not row["family"]:
        return None
    name = f"{spec.name} {row['family']}"
    known = [family["id"] for family in records.tables.get("families", []) if family["name"] == name]
    if known:
        return known[0]
    home = records.add("households", name=name, created_at=row["recorded"])
    return records.add("families", name=name, household_id=home, created_at=row["recorded"])


def _intervention(
    records: Records, row: Row, keys: dict[str, str], kind: str, what: str, opened: str, closed: str | None
) -> None:
    if row["person"] not in keys:
        raise row.fault(f"there is no person «{row['person']}» of the nurses")
    records.add("interventions", beneficiary_id=keys[row.text("person")], interventionable_type=kind,
                interventionable_id=what, integrated=row["integrated"], vulnerability_id=row["found"],
                created_at=opened, closed_at=closed)  # fmt: skip


def _service(row: Row) -> str:
    ids = dict(_template()["services"].select("code", "id").rows())
    if row["code"] not in ids:
        raise row.fault(f"there is no service «{row['code']}»")
    return str(ids[row["code"]])


@cache
def _template() -> dict[str, pl.DataFrame]:
    return simulate_amc(["SM"], 50, PERIOD, 1, uats=1).tables


def _like(table: pl.DataFrame, rows: list[Cells]) -> pl.DataFrame:
    """Give rows the columns and types of a table."""
    text = [{name: row.get(name) for name in table.columns} for row in rows]
    return pl.DataFrame(text, schema=dict.fromkeys(table.columns, pl.String)).cast(table.schema, strict=False)
