"""What an assessment found: a state of each vulnerability that was asked about."""

from specs.formats import VULNERABILITIES
from specs.rows import Row

DIMENSIONS = dict(VULNERABILITIES.select("vulnerability", "dimension").rows())


def findings(row: Row) -> dict[str, str]:
    """Give vulnerability → present, absent or not_assessed; nothing where nothing was asked.

    What is not `found` was asked and is absent. `asked` limits that to some codes or dimensions.
    """
    states: dict[str, str] = {}
    if row["found"] is not None:
        states = dict.fromkeys(_codes(row.codes("asked")) or DIMENSIONS, "absent")
    states |= dict.fromkeys(_codes(row.codes("not_assessed")), "not_assessed")
    found = row.codes("found")
    if dimensions := [code for code in found if code not in DIMENSIONS]:
        raise row.fault(f"found: {', '.join(dimensions)} is a dimension; write what was found")
    return states | dict.fromkeys(found, "present")


def _codes(said: list[str]) -> list[str]:
    return [code for code, dimension in DIMENSIONS.items() if code in said or dimension in said]
