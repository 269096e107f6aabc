"""Needs of people at a quarter's end, by the words of the catalogue; coverage; rates as if ages were standard."""

from collections import Counter, defaultdict

from seed_rows import seed

from recount.calendar import Quarter
from recount.cells import Cells
from recount.findings import BESIDES, FOUND
from recount.people import Person
from recount.states import DIMENSION_OF

#: days: a state no older is current
CURRENT = 365
#: people by age stratum and whether it holds, of a period, place and indicator
Strata = dict[tuple[str, str, str, str], Counter[tuple[str, bool]]]
STRATUM_OF = {
    age: row["stratum"]
    for row in seed("standard_population")
    for age in range(int(row["age_from"]), int(row["age_to"] or 999) + 1)
}


def vulnerable_in(person: Person) -> int:
    """In how many dimensions a person is: employment by what is answered, of 18 to 64."""
    found = {DIMENSION_OF[name] for name in person.found} - {"EMP"}
    return len(found) + (person.work == "no" and person.aged(18, 64))


def count_needs(cells: Cells, people: dict[Quarter, list[Person]]) -> None:
    """DOC-… to HEA-…, ALL, MUL, PRV-01, COV-01 and COV-02."""
    strata: Strata = defaultdict(Counter)
    for quarter, everybody in people.items():
        for person in everybody:
            where = (quarter, person.place, person.traits)
            cells.add("COV-01", *where, bool(person.assessed))
            if person.assessed:
                _count_findings(cells, quarter, person)
                _count_dimensions(cells, quarter, person, strata)
                cells.add("COV-02", *where, person.state_age is not None and person.state_age <= CURRENT)
    _standardise(cells, strata)


def _count_findings(cells: Cells, quarter: Quarter, person: Person) -> None:
    """Single findings, of who was assessed in their dimension."""
    where = (quarter, person.place, person.traits)
    for indicator, (ages, names) in FOUND.items():
        within = ages is None or person.aged(*ages)
        if indicator[:3] in person.assessed and within and BESIDES.get(indicator, bool)(person):
            cells.add(indicator, *where, bool(person.found & set(names.split())))
    for name, dimension in DIMENSION_OF.items():
        if dimension in person.assessed - {"EMP"}:
            cells.add("PRV-01", quarter, person.place, {"vulnerability": name}, name in person.found)


def _count_dimensions(cells: Cells, quarter: Quarter, person: Person, strata: Strata) -> None:
    """Dimensions, one by one and together; employment by what was answered, of people of 18 to 64."""
    where, idle = (quarter, person.place, person.traits), person.work == "no"
    for dimension in person.assessed - {"EMP"}:
        cells.add(f"{dimension}-00", *where, any(DIMENSION_OF[name] == dimension for name in person.found))
    if person.work is not None and person.aged(18, 64):
        cells.add("EMP-00", *where, idle)
        cells.add("EMP-02", *where, idle and "inc_no_income" in person.found)
        if person.aged(18, 24):
            cells.add("EMP-01", *where, idle)
    for group, fewest in (("ALL", 1), ("MUL", 3)):
        holds = vulnerable_in(person) >= fewest
        cells.add(f"{group}-00", *where, holds)
        if person.age is not None:
            for level, code in person.place.levels()[:2]:
                strata[quarter.period, level, code, f"{group}-01"][STRATUM_OF[person.age], holds] += 1


def _standardise(cells: Cells, strata: Strata) -> None:
    weights: Counter = Counter()
    for row in seed("standard_population"):
        weights[row["stratum"]] += int(row["weight"])
    for key, counts in strata.items():
        sizes = {stratum: counts[stratum, True] + counts[stratum, False] for stratum in weights}
        if all(sizes.values()):
            rate = sum(weight * counts[stratum, True] / sizes[stratum] for stratum, weight in weights.items())
            held = sum(counts[stratum, True] for stratum in weights)
            cells.values[*key, "total", "all"] = held, sum(sizes.values()), rate / weights.total()
