"""All that a county's teams have recorded, over all time: what deliveries show and the truth counts."""

from dataclasses import dataclass

import numpy as np

from simulation.places import all_uats
from simulation.slips import Slips
from simulation.spor.answers import assessment_tables
from simulation.spor.assessments import Assessments, Talks, draw_assessments, draw_talks
from simulation.spor.calls import (
    Notifications,
    Visits,
    draw_notifications,
    draw_visits,
    notifications_table,
    visits_table,
)
from simulation.spor.cases import URBAN, Cases, draw_cases, households_table
from simulation.spor.dirt import SporDirt
from simulation.spor.findings import Findings, draw_findings, findings_table
from simulation.spor.people_tables import memberships_table, persons_table
from simulation.spor.persons import Persons, Spells, draw_persons
from simulation.spor.plans import Actions, Plans, Results, draw_plans, plan_tables
from simulation.spor.services import (
    Activities,
    Satisfaction,
    Services,
    activities_table,
    draw_activities,
    draw_satisfaction,
    draw_services,
    satisfaction_table,
    services_table,
)
from simulation.spor.staff import Staff, draw_staff, staff_tables
from simulation.spor.timeline import Calendar, Table
from simulation.world import World


@dataclass(frozen=True)
class History:
    """What was drawn, by table."""

    world: World
    calendar: Calendar
    cases: Cases
    persons: Persons
    spells: Spells
    staff: Staff
    assessments: Assessments
    talks: Talks
    findings: Findings
    plans: Plans
    actions: Actions
    results: Results
    notifications: Notifications
    visits: Visits
    services: Services
    activities: Activities
    satisfaction: Satisfaction


def draw_history(rng: np.random.Generator, world: World, dirt: SporDirt) -> History:
    """Draw what the teams of a county record from their first day on."""
    calendar, turns = Calendar.of(world.horizon), world.horizon.turns
    cases, case_of = draw_cases(rng, world, calendar, dirt)
    persons, spells = draw_persons(rng, world, cases, case_of, calendar, dirt)
    staff = draw_staff(rng, world, calendar)
    assessments = draw_assessments(rng, cases, calendar, turns, dirt)
    talks = draw_talks(rng, world, persons, spells, assessments, calendar, dirt)
    findings = draw_findings(rng, world, cases, persons, assessments, talks, dirt)
    plans, actions, results = draw_plans(rng, cases, assessments, talks, findings, calendar, dirt)
    notifications, seen = draw_notifications(rng, world, cases, staff, calendar, dirt)
    visits = draw_visits(rng, world, cases, assessments, plans, notifications, seen, staff, calendar, dirt)
    return History(
        world=world,
        calendar=calendar,
        cases=cases,
        persons=persons,
        spells=spells,
        staff=staff,
        assessments=assessments,
        talks=talks,
        findings=findings,
        plans=plans,
        actions=actions,
        results=results,
        notifications=notifications,
        visits=visits,
        services=draw_services(rng, world, cases, plans, actions, staff, calendar, dirt),
        activities=draw_activities(rng, staff, calendar),
        satisfaction=draw_satisfaction(rng, cases, plans, calendar),
    )


def tables_of(rng: np.random.Generator, history: History, slips: Slips, dirt: SporDirt) -> dict[str, Table]:
    """Write the history down as the contract's tables, but for `delivery` and `tombstones`."""
    world, calendar, cases, persons = history.world, history.calendar, history.cases, history.persons
    kinds = all_uats().select("siruta", "kind")
    urban_codes = kinds.filter(kinds["kind"].is_in(URBAN))["siruta"].to_numpy()
    return {
        "households": households_table(world, cases, calendar, np.isin(world.county.uats, urban_codes)),
        "persons": persons_table(rng, world, persons, calendar, slips, dirt),
        "memberships": memberships_table(rng, world, persons, history.spells, calendar),
        **staff_tables(rng, world, history.staff, calendar),
        "notifications": notifications_table(rng, world, cases, history.notifications),
        **assessment_tables(
            rng,
            world,
            cases,
            persons,
            history.assessments,
            history.talks,
            history.findings,
            history.staff,
            dirt,
        ),
        "findings": findings_table(history.findings, history.talks),
        **plan_tables(history.plans, history.actions, history.results, calendar),
        "services": services_table(rng, history.services, calendar),
        "visits": visits_table(rng, history.visits),
        "activities": activities_table(rng, world, history.activities),
        "satisfaction": satisfaction_table(rng, history.satisfaction),
    }
