"""All indicators of the catalogue, recounted."""

from recount import (
    answers,
    capacity,
    followed,
    homes,
    incomes,
    needs_in_quarters,
    needs_of_people,
    risk,
    work,
)
from recount.cells import Cell, Cells, Told
from recount.living import conditions_of
from recount.needs import needs_of
from recount.people import people_of
from recount.rows import Drawn
from recount.steps import answer
from recount.uats import uats_of


def recount(drawn: Drawn) -> dict[Cell, Told]:
    """Every cell that has a value: numerator, denominator, value."""
    cells, people = Cells(), people_of(drawn)
    needs_of_people.count_needs(cells, people)
    answers.count_answers(cells, people)
    last_known, needs = needs_in_quarters.homes_of(drawn), needs_of(drawn)
    answer(drawn, needs)
    needs_in_quarters.count_steps(cells, drawn, needs, people, last_known)
    courses = followed.needs_followed(needs, last_known)
    courses["household"] = followed.households_followed(drawn, needs)
    followed.count_courses(cells, drawn.quarters, courses)
    households = homes.homes_with_people(drawn, people)
    homes.count_homes(cells, drawn, households, last_known)
    incomes.count_conditions(cells, people, conditions_of(drawn, households))
    for count in (
        work.count_notifications,
        work.count_reassessments,
        work.count_cases,
        work.count_services,
        work.count_activities,
        work.count_satisfaction,
    ):
        count(cells, drawn)
    uats = uats_of(drawn, people, households)
    capacity.count_uats(cells, drawn, uats, people)
    risk.count_risk(cells, drawn, uats)
    return cells.told()
