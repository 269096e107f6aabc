"""What was agreed, done and reached about needs: the steps that answer each."""

from collections import defaultdict
from datetime import date

from seed_rows import seed

from recount.calendar import local_day
from recount.needs import Need
from recount.rows import Drawn, Row, belongs


def last_day_of(plan: Row, home: Row) -> date:
    """The last day on which a plan runs: as agreed, but no longer than until the household is closed."""
    return min(plan["until_on"] or date.max, local_day(home["closed_at"]) or date.max)


def in_households(drawn: Drawn) -> dict[str, list[Row]]:
    """Spells in households of SPOR, by person."""
    spells = defaultdict(list)
    for record, own in drawn.spells.items():
        spells[drawn.person_of[record]] += own
    return spells


def steps_of(drawn: Drawn) -> list[tuple[str, str | None, str | None, str | None, date | None, date | None]]:
    """Steps: planned, acted or reached; household, record, vulnerability, first and last day on which it answers."""
    plans = {row["plan"]: row for row in drawn.rows("spor/plans")}
    steps = []
    for name, step, day in (("actions", "acted", "done_on"), ("results", "reached", "reached_on")):
        for row in drawn.rows(f"spor/{name}"):
            plan, who = plans[row["plan"]], (row["record_key"], row["vulnerability"])
            signed, last = plan["signed_on"], last_day_of(plan, drawn.households[plan["household_key"]])
            steps.append(("planned", plan["household_key"], *who, signed, last))
            steps.append((step, plan["household_key"], *who, row[day], row[day]))
    for row in drawn.rows("spor/services"):
        if row["outcome"] == "delivered":
            who = (row["household_key"], row["record_key"], row["vulnerability"])
            steps.append(("acted", *who, row["ended_on"], row["ended_on"]))
    meaning = {row["code"]: row["vulnerability"] for row in seed("source_codes") if row["source"] == "amc"}
    for row in drawn.rows("amc/services"):
        if row["status"] == "realized":
            steps.append(
                ("acted", None, row["record_key"], meaning.get(row["code"]), row["held_on"], row["held_on"])
            )
    return steps


def answer(drawn: Drawn, needs: list[Need]) -> None:
    """Lay the steps beside the needs that they answer: a household's count for who was its member on that day."""
    spells, members = in_households(drawn), defaultdict(list)
    for person, own in spells.items():
        for spell in own:
            members[spell["household_key"]].append((person, spell))
    open_needs = defaultdict(list)
    for need in needs:
        open_needs[need.person, need.vulnerability].append(need)
        cares = [
            max(spell["joined_on"], need.found) for spell in spells[need.person] if _overlaps(spell, need)
        ]
        need.in_care = min(cares, default=None)
    for step, household, record, vulnerability, first, last in steps_of(drawn):
        if first is None:
            continue
        of_all = {person for person, spell in members[household] if belongs(spell, first)}
        for person in {drawn.person_of[record]} if record else of_all:
            for need in open_needs[person, vulnerability]:
                if need.found <= max(first, last) and (need.ended is None or first <= need.ended):
                    need.steps[step].append(max(first, need.found))


def _overlaps(spell: Row, need: Need) -> bool:
    starts_before = need.ended is None or spell["joined_on"] <= need.ended
    return starts_before and (spell["left_on"] is None or need.found < spell["left_on"])
