"""Writes `data/villages.csv` anew: `python -m simulation.villages_from_siruta` (needs a dev dependency).

Source: INS, SIRUTA, the register of Romania's administrative and territorial units, as packed in `sirutalib`.
"""

import csv
from pathlib import Path

VILLAGES = Path(__file__).parent / "data" / "villages.csv"
LOCALITY_LEVEL = "3"
SMALL_WORDS = {
    "de",
    "din",
    "la",
    "cu",
    "pe",
    "sub",
    "lui",
    "cel",
    "cea",
    "și",
    "a",
    "al",
    "ale",
    "în",
    "pentru",
}


def proper_name(capitals: str) -> str:
    """`BĂIȚA DE SUB CODRU` becomes `Băița de sub Codru`."""
    words = capitals.title().split()
    return " ".join(
        word.lower() if place and word.lower() in SMALL_WORDS else word for place, word in enumerate(words)
    )


def write_villages(path: Path = VILLAGES) -> int:
    """Write one row per locality (siruta, uat_siruta, type, name), by SIRUTA; give the number of rows."""
    import sirutalib

    source = Path(sirutalib.__file__).parent / "siruta.csv"
    with source.open(encoding="utf-8", newline="") as text:
        rows = [row for row in csv.DictReader(text, delimiter=";") if row["NIV"] == LOCALITY_LEVEL]
    rows.sort(key=lambda row: int(row["SIRUTA"]))
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["siruta", "uat_siruta", "type", "name"])
        writer.writerows(
            [row["SIRUTA"], row["SIRSUP"], row["TIP"], proper_name(row["DENLOC"])] for row in rows
        )
    return len(rows)


if __name__ == "__main__":
    write_villages()
