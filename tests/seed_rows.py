"""The seeds as their files have them: a dict a row, all text."""

import csv
from functools import cache

from orchestration.reference import SEEDS


@cache
def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def column(name: str, key: str) -> list[str]:
    return [row[key] for row in seed(name)]


def codes_of(source: str) -> list[dict[str, str]]:
    return [row for row in seed("source_codes") if row["source"] == source]
