"""Regenerates the seeds `counties`, `uats` and `localities` from SIRUTA (INS), as the package sirutalib ships it.

Run as `python -m orchestration.reference`, by hand, when INS has published a new register. sirutalib is a
development dependency: nothing at run time needs it. The one hand-written input is `county_code` in
`seeds/counties.csv` (the car plate, by SIRUTA county number): it is read from the file and written back.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from orchestration.settings import PROJECT

SEEDS = PROJECT / "seeds"
REGIONS = {
    "1": "Nord-Est",
    "2": "Sud-Est",
    "3": "Sud-Muntenia",
    "4": "Sud-Vest Oltenia",
    "5": "Vest",
    "6": "Nord-Vest",
    "7": "Centru",
    "8": "București-Ilfov",
}
KINDS = {"1": "municipality", "4": "municipality", "9": "municipality", "2": "town", "3": "commune"}
AREAS = {"1": "urban", "3": "rural"}
CONNECTORS = {"de", "din", "cu", "la", "lui", "cel", "pe", "sub"}


@dataclass(frozen=True)
class Correction:
    """A value of SIRUTA that we replace; it fails once SIRUTA has mended it."""

    siruta: str
    column: str
    expect: str
    correct: str
    reason: str


CORRECTIONS = (
    Correction(
        "528",
        "NUTS",
        "RO224",
        "RO314",
        "Giurgiu carries the code of Galați; in NUTS (Regulation (EC) 1059/2003) it is RO314",
    ),
    Correction(
        "93281",
        "DENLOC",
        "CUZA VODA",
        "CUZA VODĂ",
        "the village that gives the commune its name is written CUZA VODĂ in the same register",
    ),
)

Row = dict[str, str]


def read_siruta() -> list[Row]:
    """Read SIRUTA: counties (NIV 1), UATs (NIV 2) and localities (NIV 3), column names as INS has them.

    Raises FileNotFoundError if sirutalib carries no siruta.csv.
    """
    files = [f for f in metadata.files("sirutalib") or [] if f.name == "siruta.csv"]
    if not files:
        raise FileNotFoundError("sirutalib is installed without siruta.csv")
    with Path(str(files[0].locate())).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def clean_name(name: str) -> str:
    """Drop the prefix of a municipality, town or county and set a name of SIRUTA in Romanian title case."""
    name = re.sub(r"^(MUNICIPIUL|ORAȘ|JUDEȚUL)\s+", "", name.strip())
    name = re.sub(r"\s*-\s*", "-", name)
    name = re.sub(r"\.\s*(?=\w\.)", ".", name)  # I. L. CARAGIALE
    name = re.sub(r"\.\s*(?=\w\w)", ". ", name)  # C.A.ROSETTI
    name = re.sub(r"\s+", " ", name).lower()
    name = re.sub(r"\w+", lambda word: word[0] if word[0] in CONNECTORS else word[0].capitalize(), name)
    return name[0].upper() + name[1:]


def county_rows(siruta: list[Row], plates: dict[str, str]) -> list[Row]:
    """Make the rows of `counties.csv`, by county code; `plates` is county number in SIRUTA to car plate."""
    return sorted(
        (
            {
                "county_code": plates[row["JUD"]],
                "siruta": row["SIRUTA"],
                "nuts3": _corrected(row, "NUTS", _nuts3(siruta, row["JUD"])),
                "name": clean_name(row["DENLOC"]),
                "siruta_county_number": row["JUD"],
                "region": REGIONS[row["REGIUNE"]],
            }
            for row in siruta
            if row["NIV"] == "1"
        ),
        key=lambda row: row["county_code"],
    )


def uat_rows(siruta: list[Row], plates: dict[str, str]) -> list[Row]:
    """Make the rows of `uats.csv`, by county code and SIRUTA number."""
    return sorted(
        (
            {
                "siruta": row["SIRUTA"],
                "county_code": plates[row["JUD"]],
                "name": clean_name(_corrected(row, "DENLOC", row["DENLOC"])),
                "kind": KINDS[row["TIP"]],
                "area": AREAS[row["MED"]],
            }
            for row in siruta
            if row["NIV"] == "2"
        ),
        key=lambda row: (row["county_code"], int(row["siruta"])),
    )


def locality_rows(siruta: list[Row]) -> list[Row]:
    """Make the rows of `localities.csv`, by SIRUTA number; `type` is TIP, as SIRUTA numbers it."""
    return sorted(
        (
            {
                "siruta": row["SIRUTA"],
                "uat_siruta": row["SIRSUP"],
                "name": clean_name(row["DENLOC"]),
                "type": row["TIP"],
            }
            for row in siruta
            if row["NIV"] == "3"
        ),
        key=lambda row: int(row["siruta"]),
    )


def read_plates(path: Path) -> dict[str, str]:
    """Read the car-plate code by SIRUTA county number from an existing `counties.csv`."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["siruta_county_number"]: row["county_code"] for row in csv.DictReader(file)}


def _nuts3(siruta: list[Row], county: str) -> str:
    """Take the code that the county's rows carry: the county's own row has none for seven counties."""
    return Counter(row["NUTS"] for row in siruta if row["JUD"] == county and row["NUTS"]).most_common(1)[0][0]


def _corrected(row: Row, column: str, value: str) -> str:
    for patch in CORRECTIONS:
        if (patch.siruta, patch.column) == (row["SIRUTA"], column):
            if value != patch.expect:
                raise ValueError(f"{patch.siruta}.{column} is {value}, not {patch.expect}: review {patch}")
            return patch.correct
    return value


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(seeds: Path = SEEDS) -> None:
    """Write `counties.csv`, `uats.csv` and `localities.csv` into `seeds`, whose `counties.csv` has the car plates."""
    siruta, plates = read_siruta(), read_plates(seeds / "counties.csv")
    _write(seeds / "counties.csv", county_rows(siruta, plates))
    _write(seeds / "uats.csv", uat_rows(siruta, plates))
    _write(seeds / "localities.csv", locality_rows(siruta))


if __name__ == "__main__":
    main()
