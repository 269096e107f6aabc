"""The community risk index: components scaled over the quarter's UATs, their mean, and how ranks shift (CRI)."""

from collections import defaultdict

from seed_rows import seed

from recount.calendar import Quarter, threshold
from recount.capacity import newest, population_of
from recount.cells import Cells
from recount.rows import Drawn, Row
from recount.uats import COUNTY_OF, KIND_OF, Uat

LEVELS = 3
#: of a UAT in a quarter: counts of a component, None where they are not known
Counts = tuple[int, int] | None


def _is_shown(numerator: int, denominator: int) -> bool:
    """Whether counts give nobody away: none of them, nor their difference, is from 1 to 7."""
    small = range(int(threshold("suppression_min")), int(threshold("suppression_max")) + 1)
    return not {numerator, denominator, denominator - numerator} & set(small)


def _dropout(drawn: Drawn, quarter: Quarter) -> dict[str, tuple[int, int]]:
    """Pupils who dropped out, and all, of the newest school year that has ended, by county."""
    years: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in drawn.rows("school_dropout"):
        years[row["county"], int(row["school_year"][5:])].append(row)
    newest_end = quarter.last.year - (quarter.last.month < 9)
    found: dict[str, tuple[int, int]] = {}
    for (county, ended), rows in sorted(years.items(), key=lambda item: item[0][1]):
        if newest_end - threshold("school_years_max") < ended <= newest_end and len(rows) == LEVELS:
            found[county] = sum(row["dropped_out"] for row in rows), sum(row["enrolled"] for row in rows)
    return found


def _counts(drawn: Drawn, quarter: Quarter, uat: Uat, population: dict, dropout: dict) -> dict[str, Counts]:
    ages = newest(population[uat.siruta], quarter)
    everybody = sum(people for _, people in ages)
    month = quarter.last.isoformat()[:7]

    def of_month(register: str, column: str) -> int | None:
        rows = [
            row for row in drawn.rows(register) if str(row["uat"]) == uat.siruta and row["month"] == month
        ]
        return rows[0][column] if rows else None

    judged = [person for person in uat.people if "INC" in person.assessed]
    poor = sum(bool(person.found & {"inc_poverty", "inc_extreme_poverty"}) for person in judged)
    poverty = (poor, len(judged)) if len(judged) >= threshold("risk_index_people_min") else None
    income, unemployed = of_month("minimum_income", "people"), of_month("unemployment", "registered")
    return {
        "CRI-02": (sum(people for age, people in ages if age < 18), everybody) if ages else None,
        "CRI-03": poverty,
        "CRI-04": (income, everybody) if ages and income is not None else None,
        "CRI-05": (unemployed, sum(people for age, people in ages if 15 <= age <= 64))
        if ages and unemployed is not None
        else None,
        "CRI-06": dropout.get(COUNTY_OF[uat.siruta]),
    }


def _scaled(values: dict[str, float]) -> dict[str, float]:
    """From 0, the least, to 1, the most."""
    least, most = min(values.values()), max(values.values())
    return {key: (value - least) / (most - least) if most > least else 0.0 for key, value in values.items()}


def _index(components: dict[str, dict[str, float]], weights: dict[str, float], siruta: str) -> float:
    total = sum(weight * components[code][siruta] for code, weight in weights.items() if weight)
    return round(total / sum(weights.values()), 9)


def _ranks(values: dict[str, float]) -> dict[str, int]:
    """1 for the greatest; equal ones share the better place."""
    return {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}


def count_risk(cells: Cells, drawn: Drawn, uats: dict[Quarter, list[Uat]]) -> None:
    """CRI-00 to CRI-07."""
    weights = {row["indicator"]: float(row["weight"]) for row in seed("risk_index_weights")}
    population = population_of(drawn)
    for quarter, everywhere in uats.items():
        dropout = _dropout(drawn, quarter)
        here = [uat for uat in everywhere if uat.wave is not None or uat.people]
        shares: dict[str, dict[str, float]] = defaultdict(dict)
        counted: dict[tuple[str, str], tuple[int, int]] = {}
        for uat in here:
            shares["CRI-01"][uat.siruta] = threshold(f"locality_risk_{KIND_OF[uat.siruta]}")
            for code, counts in _counts(drawn, quarter, uat, population, dropout).items():
                if counts is not None and counts[1] and _is_shown(*counts):
                    shares[code][uat.siruta] = counts[0] / counts[1]
                    counted[code, uat.siruta] = counts
        components = {code: _scaled(values) for code, values in shares.items()}
        for code, values in components.items():
            for siruta, value in values.items():
                numbers = counted.get((code, siruta), (None, None))
                cells.values[quarter.period, "uat", siruta, code, "total", "all"] = *numbers, value
        _count_index(cells, quarter, components, weights)


def _count_index(
    cells: Cells, quarter: Quarter, components: dict[str, dict[str, float]], weights: dict[str, float]
) -> None:
    weighing = [code for code, weight in weights.items() if weight]
    if not all(code in components for code in weighing):
        return
    known = set.intersection(*(set(components[code]) for code in weighing))
    base = {siruta: _index(components, weights, siruta) for siruta in known}
    shifts: dict[str, list[int]] = {siruta: [] for siruta in known}
    for code in weighing:
        for factor in (0, 2):
            changed = weights | {code: weights[code] * factor}
            ranks = _ranks({siruta: _index(components, changed, siruta) for siruta in known})
            for siruta, rank in _ranks(base).items():
                shifts[siruta].append(abs(ranks[siruta] - rank))
    places: dict[tuple[str, str], list[float]] = defaultdict(list)
    for siruta, value in base.items():
        cells.values[quarter.period, "uat", siruta, "CRI-00", "total", "all"] = None, None, value
        for place in (("country", "RO"), ("county", COUNTY_OF[siruta]), ("uat", siruta)):
            places[place].append(sum(shifts[siruta]) / len(shifts[siruta]))
    for (level, code), values in places.items():
        cells.values[quarter.period, level, code, "CRI-07", "total", "all"] = (
            None,
            None,
            sum(values) / len(values),
        )
