"""Living conditions of SPOR's households by Eurostat's definitions, from what people answered (LIV-01 to LIV-05)."""

from dataclasses import dataclass

from seed_rows import seed

from recount.calendar import Quarter, threshold
from recount.homes import Home
from recount.people import Person
from recount.rows import Drawn, Row
from recount.shapes import equivalent_adults, intensity, rooms_needed

ITEMS = ("unexpected_expenses", "holiday", "arrears_free", "meals", "warmth", "car", "furniture")
OWN_ITEMS = ("clothes", "shoes", "pocket_money", "leisure", "social", "internet")
NOT_ANSWERS = ("assessment", "household_key", "kind", "assessed_at", "county")


@dataclass(frozen=True)
class Conditions:
    """How a household lives; None is not known. `workers`: members whose time to work counts."""

    home: Home
    answers: Row
    income: float | None
    overcrowded: bool | None
    workers: int | None
    low_intensity: bool | None

    def deprived(self, person: Person) -> bool | None:
        """Severely materially and socially deprived: 7 of 13 items; of a child 3 of them the household's."""
        items = [self.answers.get(f"lacks_{item}") for item in ITEMS]
        if person.age is None:
            return None
        if person.age >= 16:
            return at_least(7, items + [person.answers.get(f"lacks_{item}") for item in OWN_ITEMS])
        both = at_least(7, items + [self.most_lack(item) for item in OWN_ITEMS]), at_least(3, items)
        return False if False in both else None if None in both else True

    def most_lack(self, item: str) -> bool | None:
        """Whether half at least of those asked in the household lack something."""
        asked = [member for member in self.home.members if member.age is None or member.age >= 16]
        told = [
            member.answers[f"lacks_{item}"]
            for member in asked
            if member.answers.get(f"lacks_{item}") is not None
        ]
        return sum(told) * 2 >= len(told) if told else None

    def low_intensity_of(self, person: Person) -> bool | None:
        """Low work intensity, of people under 65."""
        return self.low_intensity if person.aged(0, 64) else None

    def excluded(self, person: Person, poor: bool | None) -> bool | None:
        """At risk of poverty or social exclusion: known where all three parts are, of those that can be."""
        deprived, low = self.deprived(person), self.low_intensity_of(person)
        has_no_say = person.aged(65) or self.workers == 0
        if poor is None or deprived is None or (low is None and not has_no_say):
            return None
        return poor or deprived or bool(low)


def at_least(fewest: int, items: list[int | bool | None]) -> bool | None:
    """Whether as many items are lacked; None where that depends on those that are not known."""
    lacked, unknown = sum(bool(item) for item in items), items.count(None)
    return True if lacked >= fewest else False if lacked + unknown < fewest else None


def conditions_of(drawn: Drawn, homes: dict[Quarter, list[Home]]) -> dict[Quarter, dict[str, Conditions]]:
    """Conditions of SPOR's households at each quarter's end, by their newest answers."""
    assessments, found = drawn.by("spor/assessments", "household_key"), {}
    for quarter, everybody in homes.items():
        found[quarter] = {
            home.key: _conditions(home, assessments[home.key], quarter) for home in everybody if home.is_spor
        }
    return found


def _conditions(home: Home, assessments: list[Row], quarter: Quarter) -> Conditions:
    told = [
        row
        for row in assessments
        if row["assessed_at"] < quarter.ends_at
        and any(row[key] is not None for key in row if key not in NOT_ANSWERS)
    ]
    answers = max(told, key=lambda row: (row["assessed_at"], row["assessment"]), default={})
    adults, needed, income = equivalent_adults(home), rooms_needed(home), answers.get("annual_income")
    workers, low = intensity(home)
    has_home = answers.get("dwelling") not in ("none", "institution")
    rooms_known = has_home and needed is not None and answers.get("rooms") is not None
    return Conditions(
        home=home,
        answers=answers,
        income=income / adults if income is not None and adults else None,
        overcrowded=answers["rooms"] < needed if rooms_known else None,
        workers=workers,
        low_intensity=low,
    )


def published_threshold(quarter: Quarter) -> float | None:
    """The newest published poverty threshold that is not of a later year, nor too old."""
    known = {row["year"]: float(row["threshold"]) for row in seed("poverty_thresholds")}
    limit, year = int(threshold("poverty_threshold_years_max")), quarter.last.year
    told = [amount for name, amount in sorted(known.items()) if year - limit <= int(name) <= year]
    return told[-1] if told else None
