"""AMC's `beneficiaries`, `households` and `families`, with the dirt of their fields."""

import numpy as np
import polars as pl

from simulation.amc.block import Block
from simulation.amc.records import NEVER
from simulation.amc.staff import Staff
from simulation.arrays import Booleans, Integers, chance, one_of
from simulation.clock import DAY
from simulation.cnp import draw_cnps
from simulation.population import YEAR
from simulation.texts import bits, days, empty_where, nothing, stamps

ETHNICITY_NOT_ASKED = 0.4
INTEGRATED = 0.3
NOT_PROVIDED = 0.3
WITHOUT_PHONE = 0.2
CATAGRAPHED = 0.02
REASONS = ("deceased_home", "deceased_hospital", "relocated_city", "relocated_abroad", "other")
NOTES = (
    "de revenit;\nnu era acasă",
    'locuiește la "bunica", poarta verde',
    "a se suna fiica, Ștefania Țurcanu, la 0722 123 456",
    "soțul e plecat la muncă,\r\nse întoarce „de Paști”",
    "are câine rău; intrarea prin spate, strada Gării 7",
)
CENTURY = 36_525


def _places_of(block: Block, staff: Staff) -> tuple[Integers, Integers]:
    """Give each person's nurse and mediator."""
    uat = block.population.uat
    return staff.nurse[uat], staff.mediator[uat]


def _status(rng: np.random.Generator, block: Block) -> pl.Series:
    records, count = block.records, len(block.population.people)
    seen = np.zeros(count, dtype=np.bool_)
    seen[block.assessments.person] = True
    catagraphed = chance(rng, count, CATAGRAPHED)
    conditions = [records.occasional, records.removed != NEVER, records.inactive, ~seen, catagraphed]
    number = np.select(conditions, [0, 1, 2, 3, 4], default=5)
    names = pl.Series([None, "removed", "inactive", "registered", "catagraphed", "active"], dtype=pl.String)
    return names.gather(number)


def _updated(block: Block) -> Integers:
    """Give each record's last change: a removed person's removal, else the last assessment."""
    updated = block.records.created.copy()
    np.maximum.at(updated, block.assessments.person, block.assessments.stamp)
    return np.where(block.records.removed == NEVER, updated, block.records.removed)


def _birth_dates(rng: np.random.Generator, block: Block) -> pl.Series:
    """Write birth dates: some missing, some a century too late."""
    born, dirt = block.population.people.born, block.dirt
    shifted = np.where(chance(rng, len(born), dirt.impossible_birth_date), born + CENTURY, born)
    return empty_where(chance(rng, len(born), dirt.missing_birth_date), days(shifted))


def _cnp_columns(rng: np.random.Generator, block: Block) -> dict[str, pl.Series]:
    people, dirt = block.population.people, block.dirt
    count = len(people)
    missing, invalid = chance(rng, count, dirt.missing_cnp), chance(rng, count, dirt.invalid_cnp)
    cnp = draw_cnps(rng, people.female, people.born, block.county.number, invalid)
    withheld = missing & chance(rng, count, NOT_PROVIDED)
    return {
        "cnp": empty_where(missing, pl.Series(cnp).cast(pl.String)),
        "does_not_have_cnp": bits(missing & ~withheld),
        "does_not_provide_cnp": bits(withheld),
        "has_non_standard_cnp": bits(invalid & ~missing),
    }


def _identity_columns(rng: np.random.Generator, block: Block, adult: Booleans) -> dict[str, pl.Series]:
    count = len(adult)
    number = pl.Series(rng.integers(100_000, 999_999, count)).cast(pl.String)
    papers = pl.Series(["birth_certificate", "id_card"]).gather(adult.astype(np.int64))
    series = pl.Series([block.county.code]).new_from_index(0, count)
    return {
        "id_type": papers,
        "id_serial": empty_where(~adult, series),
        "id_number": empty_where(~adult, number),
    }


def beneficiaries_table(rng: np.random.Generator, block: Block, staff: Staff) -> pl.DataFrame:
    """One row per person, ids in the order of the population."""
    people, households, records, dirt = (
        block.population.people,
        block.population.households,
        block.records,
        block.dirt,
    )
    count, home = len(people), people.household
    nurse, mediator = _places_of(block, staff)
    age = (block.horizon.end / DAY - people.born) / YEAR
    gender = pl.Series(["male", "female"]).gather(people.female.astype(np.int64))
    work = one_of(rng, count, ("yes", "no", "other"))
    ethnicity = households.ethnicity.gather(home)
    unasked, untold = chance(rng, count, ETHNICITY_NOT_ASKED), chance(rng, count, dirt.missing_work_status)
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "first_name": people.first_name,
            "last_name": people.surname,
            "prior_name": nothing(count),
            "integrated": bits(chance(rng, count, INTEGRATED)),
            "type": pl.Series(["regular", "ocasional"]).gather(records.occasional.astype(np.int64)),
            **_cnp_columns(rng, block),
            **_identity_columns(rng, block, age >= 14),
            "gender": empty_where(chance(rng, count, dirt.missing_gender), gender),
            "date_of_birth": _birth_dates(rng, block),
            "ethnicity": empty_where(unasked, ethnicity),
            "work_status": empty_where(untold | (age < 16), work),
            "county_id": np.full(count, block.county.number),
            "city_id": empty_where(records.locality == 0, pl.Series(records.locality)),
            "address": households.address.gather(home),
            "phone": empty_where(chance(rng, count, WITHOUT_PHONE), households.phone.gather(home)),
            "nurse_id": nurse,
            "mediator_id": empty_where(
                (mediator == 0) | (ethnicity != "roma").to_numpy(), pl.Series(mediator)
            ),
            "family_id": people.family + 1,
            "reason_removed": empty_where(records.removed == NEVER, one_of(rng, count, REASONS)),
            "reason_removed_notes": nothing(count),
            "notes": empty_where(~chance(rng, count, dirt.untidy_notes), one_of(rng, count, NOTES)),
            "created_at": stamps(records.created),
            "updated_at": stamps(_updated(block)),
            "status": _status(rng, block),
        }
    )


def household_tables(block: Block, staff: Staff) -> dict[str, pl.DataFrame]:
    """Tables `households` and `families`, both made when their first member was recorded."""
    people, households = block.population.people, block.population.households
    count, families = len(households), int(people.family.max(initial=-1)) + 1
    first = np.full(count, NEVER)
    np.minimum.at(first, people.household, block.records.created)
    family_home = np.zeros(families, dtype=np.int64)
    family_home[people.family] = people.household
    made, family_made = stamps(first), stamps(first[family_home])
    return {
        "households": pl.DataFrame(
            {
                "id": np.arange(1, count + 1),
                "name": "Gospodăria " + households.surname,
                "created_at": made,
                "updated_at": made,
                "nurse_id": staff.nurse[households.uat],
            }
        ),
        "families": pl.DataFrame(
            {
                "id": np.arange(1, families + 1),
                "name": "Familia " + households.surname.gather(family_home),
                "household_id": family_home + 1,
                "created_at": family_made,
                "updated_at": family_made,
            }
        ),
    }
