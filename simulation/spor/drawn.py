"""What was drawn of a county's households, row by row, as the newest delivery can know of it: people and their needs.

Instants are UTC, dates those of Bucharest; what the delivery does not know yet is null. Records of persons and
households are named as everywhere, `spor:<county>:<id>`; `person` is who is behind a record.
"""

import numpy as np
import polars as pl

from simulation.arrays import Integers
from simulation.clock import NEVER
from simulation.places import all_uats
from simulation.spor.cases import URBAN
from simulation.spor.codes import all_actions, all_codes
from simulation.spor.evidence import links
from simulation.spor.findings import STATES
from simulation.spor.history import History
from simulation.spor.persons import REMOVALS
from simulation.spor.standing import place_of_cases
from simulation.spor.timeline import Entry, Table, choices, dates, instants, references
from simulation.spor.truth import SOURCE

Rows = dict[str, pl.DataFrame]


class Drawn:
    """Puts rows together as the delivery number `at` can know of them."""

    def __init__(self, history: History, tables: dict[str, Table], at: int) -> None:
        self.history, self._tables, self.at = history, tables, at

    def known(self, when: Integers) -> Integers:
        """Give instants, NEVER where the delivery does not know of them yet."""
        return np.where(self.history.calendar.number(when) <= self.at, when, NEVER)

    def key(self, places: Integers) -> pl.Series:
        """Name records of persons or of households, null for -1."""
        return f"{SOURCE}:{self.history.world.county.code}:" + references(places).cast(pl.String)

    def said(self, table: str, *left_out: str) -> dict[str, pl.Series]:
        """Give the drawn columns of a table that hold no references."""
        columns = self._tables[table].columns
        return {name: part for name, part in columns.items() if name not in left_out}

    def shown(self, entry: Entry, **columns: pl.Series) -> pl.DataFrame:
        """Keep the rows that the delivery shows."""
        return pl.DataFrame(columns).filter(pl.Series(entry.stands(self.at)))


def people_rows(drawn: Drawn) -> Rows:
    """Rows `records`, `members`, `households`."""
    history, world = drawn.history, drawn.history.world
    persons, spells, cases = history.persons, history.spells, history.cases
    written, member = drawn.said("persons"), drawn.said("memberships")
    records = drawn.shown(
        persons.entry,
        record_key=drawn.key(np.arange(len(persons))),
        sex=written["sex"],
        birth_date=written["birth_date"],
        recorded_at=instants(persons.registered),
        removed_at=instants(drawn.known(persons.removed)),
        reason=choices(persons.reason, REMOVALS),
    )
    urban = all_uats().filter(pl.col("kind").is_in(URBAN))["siruta"].to_numpy()
    home = world.county.uats[world.households.uat[cases.home_in(history.calendar, drawn.at)]]
    recorded = np.append(0, world.county.uats)[place_of_cases(history, drawn.at)]
    return {
        "records": records.join(links(history, drawn.at), on="record_key"),
        "members": drawn.shown(
            spells.entry,
            record_key=drawn.key(spells.person),
            household_key=drawn.key(spells.case),
            joined_on=dates(spells.joined),
            left_on=dates(drawn.known(spells.left)),
            relation=member["relation"],
        ),
        "households": drawn.shown(
            cases.entry,
            household_key=drawn.key(np.arange(len(cases))),
            siruta=references(recorded - 1).cast(pl.String),
            area=choices(np.isin(home, urban).astype(np.int64), ("rural", "urban")),
            closed_at=instants(drawn.known(cases.closed)),
        ),
    }


def assessment_rows(drawn: Drawn) -> Rows:
    """Rows `assessments` and `talks` with their answers, and `findings` (without a record: of the household)."""
    assessments, talks, findings = drawn.history.assessments, drawn.history.talks, drawn.history.findings
    return {
        "assessments": drawn.shown(
            assessments.entry,
            assessment=pl.Series(np.arange(len(assessments)) + 1),
            household_key=drawn.key(assessments.case),
            **drawn.said("assessments", "household_id", "worker_id"),
        ),
        "talks": drawn.shown(
            talks.entry,
            assessment=pl.Series(talks.assessment + 1),
            record_key=drawn.key(talks.person),
            assessed_at=instants(assessments.stamp[talks.assessment]),
            **drawn.said("person_assessments", "assessment_id", "person_id"),
        ),
        "findings": drawn.shown(
            findings.entry,
            assessment=pl.Series(findings.assessment + 1),
            record_key=drawn.key(np.append(talks.person, -1)[findings.talk]),
            vulnerability=all_codes().texts().gather(findings.code),
            state=choices(findings.state, STATES),
        ),
    }


def plan_rows(drawn: Drawn) -> Rows:
    """Rows `plans`, `actions` and `results` (without a record: of the household)."""
    plans, actions, results = drawn.history.plans, drawn.history.actions, drawn.history.results
    codes, signed = all_codes().code, drawn.known(plans.signed)
    decided = np.where(results.reached, drawn.known(results.decided), NEVER)
    return {
        "plans": drawn.shown(
            plans.entry,
            plan=pl.Series(np.arange(len(plans))),
            household_key=drawn.key(plans.case),
            signed_on=dates(signed),
            until_on=dates(np.where(signed < NEVER, plans.until, NEVER)),
        ),
        "actions": drawn.shown(
            actions.entry,
            plan=pl.Series(actions.plan),
            record_key=drawn.key(actions.person),
            action=choices(actions.action, all_actions().code),
            vulnerability=choices(actions.vulnerability, codes),
            done_on=dates(drawn.known(actions.done)),
        ),
        "results": drawn.shown(
            results.entry,
            plan=pl.Series(results.plan),
            record_key=drawn.key(results.person),
            vulnerability=choices(results.vulnerability, codes),
            reached_on=dates(decided),
        ),
    }
