"""Poverty, and how income is distributed: each person of a household has the household's equivalised income."""

from recount.answers import is_employed
from recount.calendar import Quarter, threshold
from recount.cells import Cells
from recount.living import Conditions, published_threshold
from recount.people import Person


def quantile(values: list[float], part: float) -> float:
    """The first value up to which that part of the sorted values lies, or the mean of it and the next if exactly."""
    place = part * len(values)
    if abs(place - round(place)) < 1e-9:
        return (values[round(place) - 1] + values[min(round(place), len(values) - 1)]) / 2
    return values[int(place)]


def gini(values: list[float]) -> float | None:
    """Twice the area between the Lorenz curve and equality."""
    count, total = len(values), sum(values)
    if not total:
        return None
    return (
        2 * sum(place * value for place, value in enumerate(values, 1)) / (count * total)
        - (count + 1) / count
    )


def count_conditions(
    cells: Cells, people: dict[Quarter, list[Person]], conditions: dict[Quarter, dict[str, Conditions]]
) -> None:
    """LIV-01 to LIV-05, LIV-08 to LIV-16."""
    for quarter, everybody in people.items():
        here = conditions[quarter]
        cutoff = _count_distribution(cells, quarter, list(here.values()))
        for person in everybody:
            of_home = here.get(person.household or "")
            if of_home is not None:
                _count_person(cells, quarter, person, of_home, cutoff)


def _count_person(
    cells: Cells, quarter: Quarter, person: Person, home: Conditions, cutoff: float | None
) -> None:
    def add(indicator: str, holds: bool | None) -> None:
        if holds is not None:
            cells.add(indicator, quarter, person.place, person.traits, holds)

    add("LIV-03", home.deprived(person))
    add("LIV-04", home.low_intensity_of(person))
    add("LIV-05", home.overcrowded)
    months = person.answers.get("months_worked")
    at_work = person.aged(18) and is_employed(person) and months is not None and months >= 7
    limits = {
        published_threshold(quarter): ("LIV-01", "LIV-02", "LIV-08"),
        cutoff: ("LIV-10", "LIV-09", "LIV-16"),
    }
    for limit, (excluded, poverty, in_work) in limits.items():
        poor = home.income < limit if home.income is not None and limit is not None else None
        add(poverty, poor)
        add(excluded, home.excluded(person, poor))
        if at_work:
            add(in_work, poor)


def _count_distribution(cells: Cells, quarter: Quarter, homes: list[Conditions]) -> float | None:
    """LIV-11 to LIV-15, of the country and the counties; gives the threshold computed from the register."""
    incomes: dict[tuple[str, str], list[float]] = {}
    for conditions in homes:
        for place in conditions.home.place.levels()[:2] if conditions.income is not None else []:
            incomes.setdefault(place, []).extend([conditions.income] * len(conditions.home.members))
    if not incomes:
        return None
    cutoff = threshold("poverty_threshold_share") * quantile(sorted(incomes["country", "RO"]), 0.5)
    for (level, code), values in incomes.items():
        values.sort()
        poor = [value for value in values if value < cutoff]
        low, high = quantile(values, 0.2), quantile(values, 0.8)
        poorest = sum(value for value in values if value <= low)
        told = {
            "LIV-11": (None, quantile(values, 0.5)),
            "LIV-12": (None, cutoff if level == "country" else None),
            "LIV-13": (None, gini(values)),
            "LIV-14": (None, sum(value for value in values if value > high) / poorest if poorest else None),
            "LIV-15": (len(poor), 1 - quantile(poor, 0.5) / cutoff if poor else None),
        }
        for indicator, (numerator, value) in told.items():
            if value is not None:
                cells.values[quarter.period, level, code, indicator, "total", "all"] = (
                    numerator,
                    len(values),
                    value,
                )
    return cutoff
