"""Needs and households followed in whole months until something ends it (RES-02 to RES-09): one after the other."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from recount.calendar import Quarter, months_later, threshold
from recount.cells import Cells, Place
from recount.needs import Need
from recount.rows import Drawn, Row
from recount.steps import in_households

#: indicator: what is followed, whether death and departure preclude the event, months
HORIZONS = {
    "RES-02": ("resolution", True, 6),
    "RES-03": ("resolution", True, 12),
    "RES-04": ("resolution", True, 24),
    "RES-05": ("resolution", False, 6),
    "RES-06": ("resolution", False, 12),
    "RES-07": ("resolution", False, 24),
    "RES-08": ("relapse", True, 12),
    "RES-09": ("household", True, 24),
}
OUTCOME = {"deceased": "competing", "departed": "competing", "other": "lost"}


@dataclass(frozen=True)
class Course:
    """What is followed since `began`; ended by the event, by what precludes it (competing) or out of sight (lost)."""

    place: Place
    dimension: str | None
    began: date
    ended: date | None
    outcome: str | None


def months_between(first: date, last: date) -> int:
    """Completed months."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months_later(first, months) <= last else months - 1


def _seen(course: Course, quarter: Quarter) -> tuple[int, str]:
    """The month, from 1, in which a course ended, and how; or after how many months it is still followed."""
    followed = min(
        months_between(course.began, quarter.last + timedelta(1)), int(threshold("survival_months_max"))
    )
    if course.ended is not None and course.ended <= quarter.last:
        months = months_between(course.began, course.ended)
        if months < followed:
            return (months, "lost") if course.outcome == "lost" else (months + 1, str(course.outcome))
    return followed, "open"


def _incidence(seen: list[tuple[int, str]], horizon: int, precluded: bool) -> float | None:
    """The share with the event by the horizon, month by month; None where that cannot be known."""
    still, happened, counts = 1.0, 0.0, Counter(seen)
    for month in range(1, horizon + 1):
        at_risk = sum(number for (last, _), number in counts.items() if last >= month)
        if at_risk:
            events = counts[month, "event"]
            others = counts[month, "competing"] if precluded else 0
            happened += still * events / at_risk
            still *= 1 - (events + others) / at_risk
            still = 0.0 if events + others == at_risk else still
    settled = ("event", "competing") if precluded else ("event",)
    known = max(last for last, _ in seen) >= horizon or all(how in settled for _, how in seen)
    return happened if known else None


def needs_followed(needs: list[Need], homes: dict[str, Row]) -> dict[str, list[Course]]:
    """Needs until they are resolved, and resolved needs until they are found again."""
    courses: dict[str, list[Course]] = {"resolution": [], "relapse": []}
    for need in needs:
        home = homes[need.person]
        of = (Place(home["county"], home["siruta"]), need.dimension)
        left = OUTCOME[need.reason] if need.left else None
        outcome = "event" if need.resolved else left
        courses["resolution"].append(Course(*of, need.found, need.ended, outcome))
        if need.resolved:
            outcome = "event" if need.again else left
            courses["relapse"].append(Course(*of, need.resolved, need.again or need.left, outcome))
    return courses


def households_followed(drawn: Drawn, needs: list[Need]) -> list[Course]:
    """Households of SPOR from the first day with a need to the first without any."""
    carried: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    spells = in_households(drawn)
    for need in needs:
        ended = need.ended or date.max
        outcome = "event" if need.resolved else OUTCOME.get(need.reason or "", "open")
        for spell in spells[need.person]:
            left = spell["left_on"] or date.max
            if spell["joined_on"] < ended and need.found < left:
                how = "competing" if left < ended else outcome
                carried[spell["household_key"]].append(
                    (max(need.found, spell["joined_on"]), min(left, ended), how)
                )
    courses = []
    for household, found in carried.items():
        found.sort()
        began, until = found[0][0], found[0][1]
        for since, end, _ in found:
            if since <= until:
                until = max(until, end)
        how = {how for since, end, how in found if end == until}
        outcome = next((one for one in ("competing", "lost", "event") if one in how), None)
        home = drawn.households[household]
        place = Place(home["county"], home["siruta"])
        courses.append(Course(place, None, began, None if until == date.max else until, outcome))
    return courses


def count_courses(cells: Cells, quarters: list[Quarter], courses: dict[str, list[Course]]) -> None:
    """RES-02 to RES-09, of courses that began in the window before the quarter's end."""
    for quarter in quarters:
        opens = months_later(quarter.last + timedelta(1), -int(threshold("survival_window_months")))
        for what, of_kind in courses.items():
            groups: dict[tuple[str, str, str, str], list[tuple[int, str]]] = defaultdict(list)
            for course in of_kind:
                if opens <= course.began <= quarter.last:
                    month, how = _seen(course, quarter)
                    for place in course.place.levels() if month else []:
                        groups[*place, "total", "all"].append((month, how))
                        if course.dimension:
                            groups[*place, "dimension", course.dimension].append((month, how))
            for (level, code, *category), seen in groups.items():
                for indicator, (kind, precluded, horizon) in HORIZONS.items():
                    value = _incidence(seen, horizon, precluded) if kind == what else None
                    if value is not None:
                        numerator = sum(month <= horizon and how == "event" for month, how in seen)
                        cell = (quarter.period, level, code, indicator, *category)
                        cells.values[cell] = numerator, len(seen), value
