"""An export before it has a layout: typed fields of the cases that it shows, and the entries of their subforms."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers
from simulation.primero.cases import FAR, Cases
from simulation.primero.codes import UNKNOWN_CONCERN, options
from simulation.primero.entries import CASE, MADE
from simulation.primero.facts import ADDRESS_NOTE, Facts
from simulation.primero.services import services_at
from simulation.primero.state import CLOSED, TRANSFERRED, State
from simulation.primero.subforms import SERVICES
from simulation.texts import empty_where, instants
from simulation.world import World

UUID, ENTERED, HIDDEN = "_uuid", "_entered", "_hidden"


@dataclass(frozen=True)
class Export:
    """What an export holds.

    cases: one row per case, newest first, fields by name (a field that nobody ever fills has no column), and UUID,
    ENTERED (UTC seconds), HIDDEN (a name to be hidden); subforms: entries by the subform's name, CASE being a row of
    `cases`; rows: the rows as they come, some of them twice; explicit: by row, an empty list is written as such.
    """

    cases: pl.DataFrame
    subforms: dict[str, pl.DataFrame]
    rows: Integers
    explicit: Booleans


def _dates(days: Integers) -> pl.Series:
    never = days == FAR
    return empty_where(never, pl.Series(np.where(never, 0, days), dtype=pl.Int32).cast(pl.Date))


def _only(truths: Booleans) -> pl.Series:
    """Write true where it is so, and nothing where it is not: a box that nobody has ticked."""
    return empty_where(~truths, pl.Series(truths))


def _lists(has: Booleans, explicit: Booleans) -> pl.Series:
    """List each case's protection concerns; without any an empty list or nothing."""
    case, concern = np.nonzero(has)
    codes = pl.Series([*options("concern").code, UNKNOWN_CONCERN]).gather(concern)
    held = pl.DataFrame({"case": case, "codes": codes}).group_by("case", maintain_order=True).agg("codes")
    every = pl.DataFrame({"case": np.arange(len(has)), "explicit": explicit})
    empty = pl.when("explicit").then(pl.lit([], dtype=pl.List(pl.String)))
    joined = every.join(held, on="case", how="left", maintain_order="left")
    return joined.select(pl.coalesce("codes", empty)).to_series()


def _so_far(dates: pl.Series, taken: int) -> pl.Series:
    """Leave out dates after an instant: nobody has written them down yet."""
    return empty_where((dates > instants(np.array([taken])).dt.date()[0]).fill_null(False).to_numpy(), dates)


def _changing(world: World, cases: Cases, facts: Facts, state: State) -> dict[str, pl.Series]:
    """Write the fields that change from one export to the next."""
    ended = (
        (state.status == CLOSED) | state.reopened | ((state.status == TRANSFERRED) & (state.closure < FAR))
    )
    reasons = pl.Series(["transferred", "death_of_child", None], dtype=pl.String)
    special = np.select([state.status == TRANSFERRED, cases.died], [0, 1], 2)
    reason = pl.select(pl.coalesce(reasons.gather(special), facts.fields["closure_reason"])).to_series()
    nowhere = state.location == 0
    phone = world.households.phone.gather(state.household).str.slice(1)
    return {
        "case_id_display": facts.short_id,
        "status": options("status").texts(state.status),
        "assessment_requested_on": _so_far(facts.fields["assessment_requested_on"], state.taken),
        "date_case_plan": _so_far(facts.fields["date_case_plan"], state.taken),
        "case_status_reopened": _only(state.reopened),
        "registration_date": _dates(state.registration),
        "address_current": world.households.address.gather(state.household) + facts.fields[ADDRESS_NOTE],
        "location_current": empty_where(nowhere, pl.Series(state.location).cast(pl.String)),
        "telephone_current": empty_where(cases.person % 3 == 0, "+40" + phone),
        "protection_concerns": _lists(state.concerns, facts.explicit),
        "closure_approved": _only(ended),
        "approval_status_closure": empty_where(~ended, pl.Series(["approved"]).new_from_index(0, len(cases))),
        "closure_reason": empty_where(~ended, reason),
        "date_closure": _dates(state.closure),
    }


def export_of(
    world: World, cases: Cases, facts: Facts, subforms: dict[str, pl.DataFrame], state: State
) -> Export:
    """Put together what an export of some state holds."""
    every = facts.fields.with_columns(**_changing(world, cases, facts, state)).with_columns(
        facts.uuid.alias(UUID),
        pl.Series(ENTERED, cases.entered),
        pl.Series(HIDDEN, facts.hidden_name),
    )
    place = np.full(len(cases), -1)
    place[state.shown] = np.arange(len(state.shown))
    shown = {}
    for name, table in subforms.items():
        entered = (
            services_at(table, state.taken) if name == SERVICES else table.filter(pl.col(MADE) <= state.taken)
        )
        moved = entered.with_columns(pl.Series(CASE, place[entered[CASE].to_numpy()]))
        shown[name] = moved.filter(pl.col(CASE) >= 0).sort(CASE, MADE, maintain_order=True)
    return Export(
        cases=every[state.shown],
        subforms=shown,
        rows=np.repeat(np.arange(len(state.shown)), 1 + facts.repeated[state.shown]),
        explicit=facts.explicit[state.shown],
    )


def entered_at(cases: pl.DataFrame) -> pl.Series:
    """Give when each case came into the database, as UTC datetimes."""
    return instants(cases[ENTERED].to_numpy())
