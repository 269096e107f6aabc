"""What a household's members make of it: equivalent adults, rooms that it needs, who of it can work."""

from collections import Counter
from math import ceil

from recount.calendar import threshold
from recount.homes import Home
from recount.people import Person


def equivalent_adults(home: Home) -> float | None:
    if any(member.age is None for member in home.members):
        return None
    adults = max(1, sum(member.aged(14) for member in home.members))
    return 1 + 0.5 * (adults - 1) + 0.3 * (len(home.members) - adults)


def rooms_needed(home: Home) -> int | None:
    """One for the household, each couple, each other adult, each pair of one sex of 12 to 17, each pair under 12.

    One couple is known, the head and the oldest partner; others are taken by their age.
    """
    if any(member.age is None for member in home.members):
        return None
    oldest = sorted(home.members, key=lambda member: (-member.age, member.person))
    couple = [next((one for one in oldest if one.relation == who), None) for who in ("head", "partner")]
    single = [one for one in oldest if None in couple or one not in couple]
    youths = [member.sex for member in single if member.aged(12, 17)]
    if None in youths and len(youths) > 1:
        return None
    rooms = sum(ceil(number / 2) for number in Counter(youths).values())
    rooms += ceil(sum(member.aged(0, 11) for member in single) / 2) + sum(
        member.aged(18) for member in single
    )
    return 1 + rooms + (None not in couple)


def _is_worker(member: Person) -> bool | None:
    """Of 18 to 64, no student under 25, not retired."""
    status = member.answers.get("activity_status")
    if status == "retired" or (member.age is not None and not member.aged(18, 64)):
        return False
    if member.age is None or status is None:
        return None
    return not (status == "student" and member.age < 25)


def intensity(home: Home) -> tuple[int | None, bool | None]:
    """How many workers there are, and whether they worked at most a fifth of the time."""
    counts = [_is_worker(member) for member in home.members]
    if None in counts:
        return None, None
    months = [member.answers.get("months_worked") for member in home.members if _is_worker(member)]
    if not months or None in months:
        return len(months), None
    return len(months), sum(months) / (12 * len(months)) <= threshold("work_intensity_low_max")
