"""Services of a case: when they were asked for, when they were given, and how that is written."""

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance, one_of
from simulation.clock import DAY, NEVER, midnight_utc
from simulation.primero.cases import FAR, Cases
from simulation.primero.codes import UNKNOWN_SERVICE, options
from simulation.primero.dirt import PrimeroDirt
from simulation.primero.entries import MADE, entries, spread
from simulation.primero.words import notes
from simulation.texts import empty_where, instants
from simulation.world import World

EACH, AT_MOST = 2.0, 8
GIVEN, GIVEN_AFTER = 0.7, 10
#: days for which a closed case is still worked on
WOUND_UP = 10
#: entries of one case are more than a minute apart: Excel shows minutes, and tells entries apart by nothing else
APART = 61
#: most lie between the turn in Bucharest and the one in UTC
WINDOW = 7 * DAY // 48
AT_THE_TURN = 0.1
DONE, TIMELESS, TIME_ONLY = "_done", "_timeless", "_time_only"


def moments(rng: np.random.Generator, world: World, cases: Cases, case: Integers) -> Integers:
    """Draw when each entry was made: after its case came into the database, mostly before it was closed.

    `case` must be in order; the moments of one case rise, and are more than a minute apart.
    """
    first = cases.entered[case]
    last = np.where(cases.closed < FAR, (np.minimum(cases.closed, FAR - 1) + WOUND_UP) * DAY, NEVER)[case]
    last = np.maximum(first, np.minimum(last, world.horizon.taken))
    made = np.sort(case.astype(np.float64) + rng.random(len(case)) * 0.999_999) - case
    rank = np.arange(len(case)) - np.searchsorted(case, case)
    return first + (made * (last - first)).astype(np.int64) + APART * rank


def _near_turn(rng: np.random.Generator, when: Integers, chosen: Booleans, turns: Integers) -> Integers:
    """Move instants to the hours about the next turn of a quarter, some onto the turn itself."""
    following = np.searchsorted(turns, when)
    turn = turns[np.minimum(following, len(turns) - 1)]
    moved = midnight_utc(turn) - rng.integers(1, WINDOW, len(when))
    moved = np.where(rng.random(len(when)) < AT_THE_TURN, turn, moved)
    return np.where(chosen & (following < len(turns)), np.maximum(when, moved), when)


def draw_services(rng: np.random.Generator, world: World, cases: Cases, dirt: PrimeroDirt) -> pl.DataFrame:
    """Draw all services; DONE says when one is given (UTC seconds, NEVER if it is not)."""
    case = spread(rng, EACH, AT_MOST, len(cases))
    count = len(case)
    made = moments(rng, world, cases, case)
    done = made + (rng.exponential(GIVEN_AFTER, count) * DAY).astype(np.int64)
    done = _near_turn(rng, done, chance(rng, count, dirt.service_near_turn), world.horizon.turns)
    given = chance(rng, count, GIVEN) & (
        done // DAY <= np.minimum(cases.closed, FAR - WOUND_UP)[case] + WOUND_UP
    )
    appointed = pl.Series((made + rng.integers(0, 20 * DAY, count)) // DAY, dtype=pl.Int32).cast(pl.Date)
    retired = pl.Series([UNKNOWN_SERVICE]).new_from_index(0, count)
    unknown = pl.Series(chance(rng, count, dirt.unknown_service))
    household = world.household_at(cases.person[case], made)
    place = pl.Series(world.county.uats[world.households.uat[household]]).cast(pl.String)
    provider = one_of(rng, count, ('Cabinet "Dr. Pop"', "CJRAE", "Asociația #1", "+Ajutor"))
    fields = {
        "service_response_type": options("response").draw(rng, count),
        "service_type": retired.zip_with(unknown, options("service").draw(rng, count)),
        "service_response_day_time": instants(made),
        "service_response_timeframe": options("timeframe").draw(rng, count),
        "service_appointment_date": appointed,
        "service_implementing_agency": options("agency").draw(rng, count),
        "service_provider": empty_where(~chance(rng, count, 0.15), provider),
        "service_delivery_location": empty_where(chance(rng, count, 0.2), place),
        "service_status_referred": pl.Series(chance(rng, count, 0.2)),
        "service_referral_notes": notes(rng, count, dirt.nasty_text, 0.8),
        DONE: pl.Series(np.where(given, done, NEVER)),
        TIMELESS: pl.Series(chance(rng, count, dirt.service_without_time)),
        TIME_ONLY: pl.Series(chance(rng, count, dirt.service_time_only)),
    }
    return entries(rng, case, made, dirt.explicit_nil, fields)


def services_at(services: pl.DataFrame, taken: int) -> pl.DataFrame:
    """Give the services that were entered by an instant, as they stood then."""
    table = services.filter(pl.col(MADE) <= taken)
    done = table[DONE].to_numpy() <= taken
    told = table[TIME_ONLY].to_numpy() & ~done
    when = np.where(told, table[MADE].to_numpy(), np.where(done, table[DONE].to_numpy(), 0))
    timeless = ~done & ~told | done & table[TIMELESS].to_numpy()
    return table.with_columns(
        service_implemented=options("implemented").one_or_other(done),
        service_implemented_day_time=empty_where(timeless, instants(when)),
    )
