"""Who works with AMC in a county: a nurse per UAT, a mediator for some, a coordinator; their campaigns."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.amc.rows import Rows
from simulation.arrays import Integers, chance, one_of
from simulation.names import MEN, SURNAMES, WOMEN
from simulation.places import County
from simulation.texts import bits, local_days, nothing, stamps
from simulation.world import Horizon

WITH_MEDIATOR = 0.3
ACTIVITIES_EACH = 4
OUTSIDE_HOURS = 0.1


@dataclass(frozen=True)
class Staff:
    """User ids from 1: `nurse` by UAT, `mediator` by UAT (0 where there is none), the coordinator last."""

    nurse: Integers
    mediator: Integers
    coordinator: int


def draw_staff(rng: np.random.Generator, where: County) -> Staff:
    """Staff a county."""
    uats = len(where.uats)
    has = chance(rng, uats, WITH_MEDIATOR)
    return Staff(
        nurse=np.arange(1, uats + 1),
        mediator=np.where(has, uats + np.cumsum(has), 0),
        coordinator=uats + int(has.sum()) + 1,
    )


def _mediated(staff: Staff) -> Integers:
    return np.flatnonzero(staff.mediator)


def users_table(rng: np.random.Generator, where: County, staff: Staff, horizon: Horizon) -> pl.DataFrame:
    """AMC's `users`: names, e-mail, role, where they work."""
    count, mediators = staff.coordinator, len(_mediated(staff))
    role = ["nurse"] * len(staff.nurse) + ["mediator"] * mediators + ["coordinator"]
    since = stamps(np.full(count, horizon.start))
    city = np.concatenate([where.uats, where.uats[_mediated(staff)], where.uats[:1]])
    women = chance(rng, count, 0.9)
    name = pl.select(
        pl.when(pl.Series(women)).then(one_of(rng, count, WOMEN)).otherwise(one_of(rng, count, MEN))
    )
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "created_at": since,
            "updated_at": since,
            "first_name": name.to_series(),
            "last_name": one_of(rng, count, SURNAMES),
            "email": [
                f"{who}.{where.code.lower()}.{number + 1}@example.com" for number, who in enumerate(role)
            ],
            "role": role,
            "activity_county_id": np.full(count, where.number),
            "county_id": np.full(count, where.number),
            "city_id": city,
            "accreditation_number": [f"{where.code}{number + 1:05d}" for number in range(count)],
        }
    )


def areas_table(where: County, staff: Staff) -> pl.DataFrame:
    """AMC's `profile_activity_areas`: each nurse and mediator × each village of their UAT."""
    uat = np.repeat(np.arange(len(where.uats)), np.diff(where.first_village))
    shared = np.flatnonzero(staff.mediator[uat])
    city = np.concatenate([where.villages, where.villages[shared]])
    user = np.concatenate([staff.nurse[uat], staff.mediator[uat[shared]]])
    return pl.DataFrame({"id": np.arange(1, len(city) + 1), "city_id": city, "user_id": user})


def activities_table(rng: np.random.Generator, staff: Staff, horizon: Horizon) -> Rows:
    """AMC's `community_activities`: campaigns and administrative work, by nurse."""
    nurse = np.repeat(staff.nurse, rng.poisson(ACTIVITIES_EACH, len(staff.nurse)))
    count = len(nurse)
    when = np.sort(rng.integers(horizon.start, horizon.end, count))
    participants = rng.integers(3, 80, count)
    table = pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "created_at": stamps(when),
            "updated_at": stamps(when),
            "type": one_of(rng, count, ("campaign", "administrative")),
            "subtype": one_of(rng, count, ("local", "national")),
            "name": one_of(
                rng, count, ("Informare comunitară", "Campanie de vaccinare", "Educație pentru sănătate")
            ),
            "date": local_days(when),
            "outside_working_hours": bits(chance(rng, count, OUTSIDE_HOURS)),
            "location": one_of(rng, count, ("Cămin cultural", "Școală", "Dispensar")),
            "organizer": one_of(rng, count, ("Primărie", "DSP", "Școală")),
            "participants": participants,
            "roma_participants": (participants * rng.random(count) * 0.5).astype(np.int64),
            "notes": nothing(count),
            "nurse_id": rng.permutation(nurse),
            "mediator_id": nothing(count).cast(pl.Int64),
        }
    )
    return Rows(table, when)
