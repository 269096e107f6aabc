"""AMC's `beneficiaries`, `households` and `families`, with the dirt of their fields."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.amc.block import Block
from simulation.amc.staff import Staff
from simulation.arrays import Booleans, Integers, chance, one_of
from simulation.clock import DAY, NEVER
from simulation.population import DEPARTS, DIES, STAYS, YEAR
from simulation.slips import as_written
from simulation.texts import bits, empty_where, nothing, stamps

ETHNICITY_NOT_ASKED = 0.4
INTEGRATED = 0.3
NOT_PROVIDED = 0.3
WITHOUT_PHONE = 0.2
CATAGRAPHED = 0.02
REASONS = ("deceased_home", "deceased_hospital", "relocated_city", "relocated_abroad", "other")
#: the first and how many of REASONS there are for who stays, died, departed
REASONS_FOR = {STAYS: (4, 1), DIES: (0, 2), DEPARTS: (2, 2)}
#: of a still world nobody knows better: there people are removed for any reason
ANY_REASON = (0, 5)
NOTES = (
    "de revenit;\nnu era acasă",
    'locuiește la "bunica", poarta verde',
    "a se suna fiica, Ștefania Țurcanu, la 0722 123 456",
    "soțul e plecat la muncă,\r\nse întoarce „de Paști”",
    "are câine rău; intrarea prin spate, strada Gării 7",
)
CENTURY = 36_525
CHANGING = ("city_id", "address", "phone", "nurse_id", "mediator_id", "family_id", "reason_removed")


@dataclass(frozen=True)
class Beneficiaries:
    """What AMC notes of each record: `noted` has its columns in AMC's order, those that change empty.

    family: by spell of the world; family_home: by family, its household; reason: why the record is removed.
    """

    noted: pl.DataFrame
    family: Integers
    family_home: Integers
    reason: pl.Series
    catagraphed: Booleans
    has_phone: Booleans
    asked_ethnicity: Booleans


def _families(block: Block) -> tuple[Integers, Integers]:
    """Number families: the members of a household that came into it together with a second family are apart."""
    people, spells = block.people, block.world.memberships
    main = np.full(len(block.households), len(people))
    np.minimum.at(main, people.household, people.family)
    apart = (people.household[spells.person] == spells.household) & (
        people.family[spells.person] != main[spells.household]
    )
    number, family = np.unique(spells.household * 2 + apart, return_inverse=True)
    return family.astype(np.int64), number // 2


def _birth_dates(rng: np.random.Generator, block: Block, right: pl.Series) -> pl.Series:
    """Write birth dates: some missing, some a century too late."""
    dirt, count = block.dirt, len(right)
    late = chance(rng, count, dirt.impossible_birth_date)
    shifted = (right.cast(pl.Int32) + pl.Series(late).cast(pl.Int32) * CENTURY).cast(pl.Date)
    return empty_where(chance(rng, count, dirt.missing_birth_date), shifted.dt.strftime("%Y-%m-%d"))


def _cnp_columns(rng: np.random.Generator, block: Block, cnp: pl.Series) -> dict[str, pl.Series]:
    """Write CNPs, and what AMC says of those that are missing or not as they should be."""
    missing = cnp.is_null().to_numpy()
    without = block.people.no_cnp[block.records.person]
    withheld = missing & ~without & chance(rng, len(cnp), NOT_PROVIDED)
    wrong = (cnp != block.people.cnp.gather(block.records.person)).fill_null(False).to_numpy()
    return {
        "cnp": cnp,
        "does_not_have_cnp": bits(missing & ~withheld),
        "does_not_provide_cnp": bits(withheld),
        "has_non_standard_cnp": bits(wrong),
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


def _reasons(rng: np.random.Generator, block: Block) -> pl.Series:
    leaves_by = block.people.leaves_by[block.records.person]
    reasons_for = REASONS_FOR | ({STAYS: ANY_REASON} if block.world.is_still else {})
    first, count = (np.array([reasons_for[by][part] for by in sorted(reasons_for)]) for part in (0, 1))
    drawn = first[leaves_by] + (rng.random(len(leaves_by)) * count[leaves_by]).astype(np.int64)
    untold = chance(rng, len(drawn), block.dirt.removed_without_reason)
    return empty_where(untold, pl.Series(REASONS).gather(drawn))


def draw_beneficiaries(rng: np.random.Generator, block: Block) -> Beneficiaries:
    """Draw what AMC notes of each record."""
    people, records, dirt = block.people, block.records, block.dirt
    count = len(records)
    age = (block.horizon.end / DAY - people.born[records.person]) / YEAR
    work = one_of(rng, count, ("yes", "no", "other"))
    untold, unsaid = (chance(rng, count, share) for share in (dirt.missing_work_status, dirt.missing_gender))
    written = as_written(rng, block.world, records.person, dirt)
    family, family_home = _families(block)
    noted = pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "first_name": written["first_name"],
            "last_name": written["last_name"],
            "prior_name": nothing(count),
            "integrated": bits(chance(rng, count, INTEGRATED)),
            "type": pl.Series(["regular", "ocasional"]).gather(records.occasional.astype(np.int64)),
            **_cnp_columns(rng, block, written["cnp"]),
            **_identity_columns(rng, block, age >= 14),
            "gender": empty_where(unsaid, written["sex"]),
            "date_of_birth": _birth_dates(rng, block, written["birth_date"]),
            "ethnicity": nothing(count),
            "work_status": empty_where(untold | (age < 16), work),
            "county_id": np.full(count, block.county.number),
            **dict.fromkeys(CHANGING, nothing(count)),
            "reason_removed_notes": nothing(count),
            "notes": empty_where(~chance(rng, count, dirt.untidy_notes), one_of(rng, count, NOTES)),
            "created_at": stamps(records.created),
            "updated_at": nothing(count),
            "status": nothing(count),
        }
    )
    return Beneficiaries(
        noted=noted,
        family=family,
        family_home=family_home,
        reason=_reasons(rng, block),
        catagraphed=chance(rng, count, CATAGRAPHED),
        has_phone=~chance(rng, count, WITHOUT_PHONE),
        asked_ethnicity=~chance(rng, count, ETHNICITY_NOT_ASKED),
    )


def beneficiaries_table(block: Block, staff: Staff, drawn: Beneficiaries, at: int) -> pl.DataFrame:
    """One row per record that there is when the database is dumped, ids in the order of the records."""
    world, records, entries, households = block.world, block.records, block.assessments, block.households
    seen = entries.stamp < at
    updated, assessed = records.created.copy(), np.zeros(len(records), dtype=np.bool_)
    np.maximum.at(updated, entries.record[seen], entries.stamp[seen])
    assessed[entries.record[seen]] = True
    removed = records.removed < at
    states = [records.occasional, removed, records.inactive, ~assessed, drawn.catagraphed]
    names = pl.Series([None, "removed", "inactive", "registered", "catagraphed", "active"], dtype=pl.String)
    spell = records.spell(world, at)
    home = world.memberships.household[spell]
    ethnicity, mediator = households.ethnicity.gather(home), staff.mediator[households.uat[home]]
    unmediated = (mediator == 0) | (ethnicity != "roma").to_numpy()
    locality = locality_at(block, home)
    changing: dict[str, Integers | pl.Series] = {
        "ethnicity": empty_where(~drawn.asked_ethnicity, ethnicity),
        "city_id": empty_where(locality == 0, pl.Series(locality)),
        "address": households.address.gather(home),
        "phone": empty_where(~drawn.has_phone, households.phone.gather(home)),
        "nurse_id": staff.nurse[households.uat[home]],
        "mediator_id": empty_where(unmediated, pl.Series(mediator)),
        "family_id": drawn.family[spell] + 1,
        "reason_removed": empty_where(~removed, drawn.reason),
        "updated_at": stamps(np.where(removed, records.removed, updated)),
        "status": names.gather(np.select(states, [0, 1, 2, 3, 4], default=5)),
    }
    return drawn.noted.with_columns(**changing).filter(pl.Series(records.created < at))


def locality_at(block: Block, home: Integers) -> Integers:
    """Give the locality (SIRUTA code) that each record tells, given the household: a village or the UAT; 0 is none."""
    records, households = block.records, block.households
    uat, village = block.county.uats[households.uat[home]], households.village[home]
    return np.where(records.without_locality, 0, np.where(records.uat_as_locality, uat, village))


def household_tables(block: Block, staff: Staff, drawn: Beneficiaries, at: int) -> dict[str, pl.DataFrame]:
    """Tables `households` and `families`, both made when their first member was recorded."""
    world, spells, households = block.world, block.world.memberships, block.households
    recorded = np.full(len(world.people), NEVER)
    recorded[block.records.person] = block.records.created
    first, family_first = np.full(len(households), NEVER), np.full(len(drawn.family_home), NEVER)
    member = np.maximum(recorded[spells.person], spells.joined)
    member = np.where(member < spells.left, member, NEVER)
    np.minimum.at(first, spells.household, member)
    np.minimum.at(family_first, drawn.family, member)
    home, family = np.flatnonzero(first < at), np.flatnonzero(family_first < at)
    made, family_made = stamps(first[home]), stamps(family_first[family])
    return {
        "households": pl.DataFrame(
            {
                "id": home + 1,
                "name": "Gospodăria " + households.surname.gather(home),
                "created_at": made,
                "updated_at": made,
                "nurse_id": staff.nurse[households.uat[home]],
            }
        ),
        "families": pl.DataFrame(
            {
                "id": family + 1,
                "name": "Familia " + households.surname.gather(drawn.family_home[family]),
                "household_id": drawn.family_home[family] + 1,
                "created_at": family_made,
                "updated_at": family_made,
            }
        ),
    }
