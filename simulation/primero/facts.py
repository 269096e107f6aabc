"""What is recorded of a case once and does not change from one export to the next."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers, chance, one_of
from simulation.population import YEAR
from simulation.primero.cases import Cases
from simulation.primero.codes import options
from simulation.primero.dirt import PrimeroDirt
from simulation.primero.entries import uuids
from simulation.primero.words import ADDRESS_NOTES, NICKNAMES, OCCUPATIONS, notes
from simulation.slips import Slips, as_written
from simulation.texts import empty_where
from simulation.world import World

#: what is said behind the address, to be written with the address of the day
ADDRESS_NOTE = "_address_note"
SHORT_IDS = 16**7
#: not in SIRUTA, whose last digit is a check digit
FALSE_LOCATIONS = (999_999, 136_484, 100_001)
SCHOOL_FROM, MARRIED_FROM = 7, 16


@dataclass(frozen=True)
class Facts:
    """One entry per case. `fields` holds fields of the case by name, ready to be written but for their layout."""

    uuid: pl.Series
    short_id: pl.Series
    fields: pl.DataFrame
    hidden_name: Booleans
    repeated: Booleans
    nowhere: Booleans
    unknown_location: Booleans
    false_location: Integers
    uat_as_location: Booleans
    closure_when_transferred: Booleans
    explicit: Booleans


def _short_ids(rng: np.random.Generator, count: int) -> pl.Series:
    """Draw ids of seven hexadecimal digits, no two alike; some look like numbers (`12e4567`)."""
    drawn = np.unique(rng.integers(0, SHORT_IDS, 2 * count + 1))
    return pl.Series([f"{number:07x}" for number in rng.permutation(drawn)[:count]], dtype=pl.String)


def _name(written: pl.DataFrame) -> pl.Series:
    parts = pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True)
    return written.select(pl.when(parts != "").then(parts)).to_series()


def _identity(
    rng: np.random.Generator, world: World, cases: Cases, slips: Slips, dirt: PrimeroDirt
) -> pl.DataFrame:
    count = len(cases)
    written = as_written(rng, world, cases.person, slips)
    estimated = chance(rng, count, dirt.estimated_age)
    birth_date = written["birth_date"].cast(pl.Date)
    age = (cases.registered - birth_date.cast(pl.Int32).cast(pl.Int64).fill_null(0).to_numpy()) / YEAR
    years = np.floor(age).astype(np.int64)
    unknown = birth_date.is_null().to_numpy() | (years < 0)
    paper = pl.Series(rng.integers(100_000, 999_999, count)).cast(pl.String)
    without_cnp = written["cnp"].is_null().to_numpy()
    married = options("marital").one_or_other(chance(rng, count, 0.1))
    return pl.DataFrame(
        {
            "name": _name(written),
            "name_nickname": empty_where(
                ~chance(rng, count, dirt.nasty_text / 4), one_of(rng, count, NICKNAMES)
            ),
            "sex": empty_where(chance(rng, count, dirt.missing_sex), written["sex"]),
            "age": empty_where(unknown, pl.Series(years)),
            "date_of_birth": empty_where(estimated, birth_date),
            "estimated": empty_where(~estimated, pl.Series(estimated)),
            "national_id_no": written["cnp"],
            "other_id_type": empty_where(
                ~without_cnp, one_of(rng, count, ("certificat de naștere", "pașaport"))
            ),
            "other_id_no": empty_where(~without_cnp, world.county.code + " " + paper),
            "maritial_status": empty_where(unknown | (years < MARRIED_FROM), married),
            "occupation": empty_where(unknown | (years < SCHOOL_FROM), one_of(rng, count, OCCUPATIONS)),
        }
    )


def _situation(
    rng: np.random.Generator, world: World, cases: Cases, dirt: PrimeroDirt
) -> dict[str, pl.Series]:
    count = len(cases)

    def some(share: float, values: pl.Series) -> pl.Series:
        return empty_where(~chance(rng, count, share), values)

    later = pl.Series(cases.registered + rng.integers(0, 30, count), dtype=pl.Int32).cast(pl.Date)
    planned = pl.Series(cases.registered + rng.integers(5, 90, count), dtype=pl.Int32).cast(pl.Date)
    first = world.households.ethnicity.gather(world.people.household[cases.person])
    ethnicity = first.replace_strict(
        {"romanian": ["ethnicity1"], "roma": ["ethnicity2"], "hungarian": ["ethnicity3"]}
    )
    disabled = cases.concern[:, options("concern").code.index("disabled")] < cases.closed
    return {
        ADDRESS_NOTE: one_of(rng, count, ADDRESS_NOTES),
        "assessment_requested_on": some(0.7, later),
        "approval_status_assessment": some(0.4, options("approval").draw(rng, count)),
        "nationality": pl.Series([["romania"]]).new_from_index(0, count),
        "ethnicity": some(0.3, ethnicity),
        "address_is_permanent": pl.Series(chance(rng, count, 0.7)),
        "interview_subject": some(0.6, options("interview").draw(rng, count)),
        "consent_for_services": some(0.9, pl.Series(chance(rng, count, 0.96))),
        "protection_status": some(0.12, options("protection_status").draw(rng, count)),
        "urgent_protection_concern": some(0.45, pl.Series(chance(rng, count, 0.25))),
        "risk_level": some(0.95, options("risk").draw(rng, count)),
        "displacement_status": some(0.5, options("displacement").draw(rng, count)),
        "protection_concerns_other": notes(rng, count, dirt.nasty_text, 0.95),
        "disability_type": empty_where(~disabled, options("disability").draw(rng, count)),
        "closure_reason": options("closure_reason").draw(rng, count),
        "date_case_plan": some(0.5, planned),
    }


def draw_facts(
    rng: np.random.Generator, world: World, cases: Cases, slips: Slips, dirt: PrimeroDirt
) -> Facts:
    """Draw what is written down of the cases."""
    count = len(cases)
    identity = _identity(rng, world, cases, slips, dirt)
    fields = identity.with_columns(**_situation(rng, world, cases, dirt))
    nowhere = chance(rng, count, dirt.without_location)
    false = np.array(FALSE_LOCATIONS)
    return Facts(
        uuid=uuids(rng, count),
        short_id=_short_ids(rng, count),
        fields=fields,
        hidden_name=chance(rng, count, dirt.hidden_name),
        repeated=chance(rng, count, dirt.repeated_row),
        nowhere=nowhere,
        unknown_location=chance(rng, count, dirt.unknown_location) & ~nowhere,
        false_location=false[rng.integers(0, len(false), count)],
        uat_as_location=chance(rng, count, dirt.uat_as_location),
        closure_when_transferred=chance(rng, count, dirt.transferred_with_closure),
        explicit=chance(rng, count, dirt.explicit_nil),
    )
