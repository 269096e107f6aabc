"""The other subforms of a case: family, care, follow-ups, interventions of the case plan, details of concerns."""

import numpy as np
import polars as pl

from simulation.arrays import chance, one_of
from simulation.clock import DAY
from simulation.population import DIES, YEAR
from simulation.primero.cases import FAR, Cases
from simulation.primero.codes import options
from simulation.primero.dirt import PrimeroDirt
from simulation.primero.entries import entries, spread
from simulation.primero.services import draw_services, moments
from simulation.primero.words import NICKNAMES, notes
from simulation.texts import empty_where
from simulation.world import World

SERVICES = "services_section"
NOTES = ("notes_section", "incident_details")
OLDER_BY, GRANDPARENT_BY = 15, 40
RELATIVES, FAMILY_TOLD = 5, 0.75
FOLLOW_UPS, CARE, INTERVENTIONS, DETAILS = 1.0, 0.5, 0.8, 0.4
INTERVENTION_TEXTS = (
    "Consiliere; = plan",
    "= consiliere",
    'Sprijin "școală"',
    "Plasament\nla rude",
    "Alocație #{x}",
)


def _dates(days: np.ndarray) -> pl.Series:
    return pl.Series(days, dtype=pl.Int32).cast(pl.Date)


def _family(rng: np.random.Generator, world: World, cases: Cases, dirt: PrimeroDirt) -> pl.DataFrame:
    """Those who lived with the child when the case was entered, with their names."""
    people, spells = world.people, world.memberships
    told = np.flatnonzero(chance(rng, len(cases), FAMILY_TOLD))
    homes = pl.DataFrame(
        {
            "case": told,
            "child": cases.person[told],
            "at": cases.entered[told],
            "household": world.household_at(cases.person[told], cases.entered[told]),
        }
    )
    members = pl.DataFrame(
        {"household": spells.household, "person": spells.person, "joined": spells.joined, "left": spells.left}
    )
    there = (
        (pl.col("joined") <= pl.col("at"))
        & (pl.col("at") < pl.col("left"))
        & (pl.col("person") != pl.col("child"))
    )
    family = homes.join(members, on="household").filter(there).sort("case", "person")
    family = family.group_by("case", maintain_order=True).head(RELATIVES)
    case, person, child = (family[name].to_numpy() for name in ("case", "person", "child"))
    count, female = len(case), people.female[person]
    older = (people.born[child] - people.born[person]) / YEAR
    woman = np.select([older >= GRANDPARENT_BY, older >= OLDER_BY, older > -OLDER_BY], [2, 0, 4], 6)
    dead = (people.leaves_by[person] == DIES) & chance(rng, count, 0.5)
    alive = np.where(dead, 2, np.where(chance(rng, count, 0.2), 0, 1))
    nationality = pl.Series([["romania"], ["romania", "moldova"]]).gather(
        chance(rng, count, 0.05).astype(np.int64)
    )
    name = people.first_name.gather(person) + " " + people.surname.gather(person)
    nickname = one_of(rng, count, NICKNAMES)
    nicknamed = pl.Series(chance(rng, count, dirt.nasty_text / 8))
    fields = {
        "relation_name": (name + " zis/ă " + nickname).zip_with(nicknamed, name),
        "relation": options("relation").texts(np.where(woman < 6, woman + ~female, woman)),
        "relation_is_caregiver": pl.Series((older >= OLDER_BY) & chance(rng, count, 0.6) & ~dead),
        "relation_is_alive": options("alive").texts(alive),
        "relation_death_details": empty_where(~dead, notes(rng, count, dirt.nasty_text)),
        "relation_age": pl.Series((cases.registered[case] - people.born[person]) // YEAR).cast(pl.Int64),
        "relation_nationality": nationality,
        "relation_telephone": empty_where(chance(rng, count, 0.8), "+40" + _phone(world, family)),
        "relation_other_family": notes(rng, count, dirt.nasty_text, 0.9),
    }
    return entries(rng, case, family["at"].to_numpy(), dirt.explicit_nil, fields)


def _phone(world: World, family: pl.DataFrame) -> pl.Series:
    return world.households.phone.gather(family["household"]).str.slice(1)


def _care(rng: np.random.Generator, world: World, cases: Cases, dirt: PrimeroDirt) -> pl.DataFrame:
    case = spread(rng, CARE, 2, len(cases))
    made = moments(rng, world, cases, case)
    fields = {
        "care_arrangements_type": options("care").draw(rng, len(case)),
        "care_arrangement_started_date": _dates(made // DAY - rng.integers(0, 30, len(case))),
    }
    return entries(rng, case, made, dirt.explicit_nil, fields)


def _follow_ups(rng: np.random.Generator, world: World, cases: Cases, dirt: PrimeroDirt) -> pl.DataFrame:
    case = spread(rng, FOLLOW_UPS, 5, len(cases))
    count, made = len(case), moments(rng, world, cases, case)
    fields = {
        "followup_type": options("followup").draw(rng, count),
        "followup_service_type": empty_where(chance(rng, count, 0.6), options("service").draw(rng, count)),
        "followup_needed_by_date": empty_where(chance(rng, count, 0.5), _dates(made // DAY + 14)),
        "followup_date": empty_where(chance(rng, count, 0.05), _dates(made // DAY)),
        "followup_comments": notes(rng, count, dirt.nasty_text, 0.1),
    }
    return entries(rng, case, made, dirt.explicit_nil, fields)


def _interventions(rng: np.random.Generator, world: World, cases: Cases, dirt: PrimeroDirt) -> pl.DataFrame:
    case = spread(rng, INTERVENTIONS, 4, len(cases))
    count, made = len(case), moments(rng, world, cases, case)
    fields = {
        "intervention_service_to_be_provided": one_of(rng, count, INTERVENTION_TEXTS),
        "intervention_service_goal": notes(rng, count, dirt.nasty_text, 0.7),
        "case_plan_timeframe": _dates(made // DAY + rng.integers(5, 120, count)),
        "intervention_service_success": empty_where(
            chance(rng, count, 0.5), pl.Series(chance(rng, count, 0.6))
        ),
    }
    return entries(rng, case, made, dirt.explicit_nil, fields)


def _details(rng: np.random.Generator, cases: Cases, dirt: PrimeroDirt) -> pl.DataFrame:
    """Details of some protection concerns that a list of ours has, entered with them."""
    known = options("concern")
    since = cases.concern[:, : len(known.code)]
    case, concern = np.nonzero((since < FAR) & (rng.random(since.shape) < DETAILS))
    made = np.maximum(cases.entered[case], since[case, concern] * DAY)
    fields = {
        "protection_concern_type": known.texts(concern),
        "date_concern_identified": options("identified").draw(rng, len(case)),
        "concern_details": notes(rng, len(case), dirt.nasty_text, 0.2),
    }
    return entries(rng, case, made, dirt.explicit_nil, fields)


def draw_subforms(
    rng: np.random.Generator, world: World, cases: Cases, dirt: PrimeroDirt
) -> dict[str, pl.DataFrame]:
    """Draw all entries of all subforms, by the subform's name."""
    return {
        SERVICES: draw_services(rng, world, cases, dirt),
        "family_details_section": _family(rng, world, cases, dirt),
        "care_arrangements_section": _care(rng, world, cases, dirt),
        "followup_subform_section": _follow_ups(rng, world, cases, dirt),
        "cp_case_plan_subform_case_plan_interventions": _interventions(rng, world, cases, dirt),
        "protection_concern_detail_subform_section": _details(rng, cases, dirt),
    }
