"""AMC's cases and services: what was planned and done about the findings, and for people without a record."""

import numpy as np
import polars as pl

from simulation.amc.block import Block
from simulation.amc.nomenclature import services
from simulation.arrays import Integers, chance, one_of
from simulation.clock import DAY
from simulation.texts import bits, empty_where, local_days, nothing, stamps

CASES_PER_ASSESSED = 0.8
ALONE_PER_CASE = 0.1
SERVICES_PER_CASE = (1, 2, 3, 4)
CLOSED = 0.6
STATUSES = ("realized", "planned", "unrealized")
STATUS_SHARES = (0.7, 0.2, 0.1)
OUTSIDE_HOURS = 0.1
INTEGRATED = 0.09
INITIATORS = ("nurse", "gp", "specialist", "team", "dph", "other")
SOON = 90 * DAY


def _later(rng: np.random.Generator, block: Block, since: Integers) -> Integers:
    """Draw instants in the weeks after `since`, none after the period's end unless `since` is."""
    limit = np.where(since < block.horizon.end, block.horizon.end, block.horizon.taken)
    return since + (rng.random(len(since)) * np.minimum(SOON, limit - since)).astype(np.int64)


def _causes(rng: np.random.Generator, block: Block, entry: Integers) -> tuple[pl.Series, pl.Series]:
    """Pick one finding of each assessment: its code and name, null where nothing was found."""
    codes = block.codes
    columns = np.flatnonzero(codes.at_risk[codes.category] & ~codes.nothing_found)
    found = block.assessments.state[entry][:, columns]
    picked = (rng.random(found.shape, dtype=np.float32) * found).argmax(axis=1)
    place = np.where(found.any(axis=1), picked, len(columns))
    names = [[texts[column] for column in columns] for texts in (codes.code, codes.name)]
    code, name = (pl.Series([*texts, None], dtype=pl.String).gather(place) for texts in names)
    return code, name


def _statuses(rng: np.random.Generator, count: int) -> pl.Series:
    return pl.Series(STATUSES).gather(rng.choice(len(STATUSES), size=count, p=STATUS_SHARES))


def intervention_tables(rng: np.random.Generator, block: Block) -> dict[str, pl.DataFrame]:
    """Tables `interventions`, `interventionable_cases`, `interventionable_individual_services`.

    A case is followed by its services, which name it as their parent; services without a case come last.
    """
    entries = block.assessments
    open_to = np.flatnonzero((entries.empty == 0) & ~block.records.occasional[entries.person])
    cases = round(CASES_PER_ASSESSED * len(np.unique(entries.person[open_to])))
    alone = round(ALONE_PER_CASE * cases)
    entry = np.sort(rng.choice(open_to, cases)) if cases else open_to[:0]
    each = rng.choice(SERVICES_PER_CASE, cases)
    case_row = np.cumsum(1 + each) - 1 - each
    rows = int((1 + each).sum()) + alone
    is_case = np.zeros(rows, dtype=np.bool_)
    is_case[case_row] = True
    of_case = np.append(np.repeat(np.arange(cases), 1 + each), np.full(alone, -1))
    entry_of = np.append(np.repeat(entry, 1 + each), rng.choice(open_to, alone) if alone else open_to[:0])

    opened = _later(rng, block, entries.stamp[entry])
    created = np.where(is_case, opened[of_case] if cases else 0, 0)
    after = np.where(of_case >= 0, opened[of_case] if cases else 0, entries.stamp[entry_of])
    created = np.where(is_case, created, _later(rng, block, after))
    status = _statuses(rng, rows)
    ended = np.where(is_case, chance(rng, rows, CLOSED), (status == "realized").to_numpy())
    closed = np.where(is_case, _later(rng, block, created), created)
    code, name = _causes(rng, block, entry_of)
    number = np.where(is_case, np.cumsum(is_case), np.cumsum(~is_case))
    kind = pl.Series(["individual_service", "case"]).gather(is_case.astype(np.int64))
    when, case_when, service_when = stamps(created), stamps(created[is_case]), stamps(created[~is_case])
    served = int((~is_case).sum())
    return {
        "interventions": pl.DataFrame(
            {
                "id": np.arange(1, rows + 1),
                "created_at": when,
                "updated_at": when,
                "closed_at": empty_where(~ended, stamps(closed)),
                "integrated": bits(chance(rng, rows, INTEGRATED)),
                "mediator_has_access": bits(np.zeros(rows, dtype=np.bool_)),
                "notes": nothing(rows),
                "interventionable_type": kind,
                "interventionable_id": number,
                "beneficiary_id": entries.person[entry_of] + 1,
                "vulnerability_id": code,
                "secondary_vulnerability_id": nothing(rows),
                "vulnerability_label": name,
                "appointment_id": nothing(rows),
                "parent_id": empty_where(
                    is_case | (of_case < 0), pl.Series((case_row[of_case] if cases else of_case) + 1)
                ),
            }
        ),
        "interventionable_cases": pl.DataFrame(
            {
                "id": np.arange(1, cases + 1),
                "created_at": case_when,
                "updated_at": case_when,
                "name": "Caz " + pl.Series(np.arange(1, cases + 1)).cast(pl.String),
                "initiator": one_of(rng, cases, INITIATORS),
                "is_imported": bits(np.zeros(cases, dtype=np.bool_)),
                "recommendations": nothing(cases),
            }
        ),
        "interventionable_individual_services": pl.DataFrame(
            {
                "id": np.arange(1, served + 1),
                "created_at": service_when,
                "updated_at": service_when,
                "date": local_days(created[~is_case]),
                "outside_working_hours": bits(chance(rng, served, OUTSIDE_HOURS)),
                "status": status.filter(pl.Series(~is_case)),
                "service_id": rng.choice(services()["id"].to_numpy(), served),
            }
        ),
    }


def occasional_tables(rng: np.random.Generator, block: Block) -> dict[str, pl.DataFrame]:
    """Tables `ocasional_interventions` and `ocasional_intervention_service`: a visit for each."""
    person = np.flatnonzero(block.records.occasional)
    count = len(person)
    when = _later(rng, block, block.records.created[person])
    number = np.arange(1, count + 1)
    return {
        "ocasional_interventions": pl.DataFrame(
            {
                "id": number,
                "created_at": stamps(when),
                "updated_at": stamps(when),
                "date": local_days(when),
                "reason": nothing(count),
                "beneficiary_id": person + 1,
            }
        ),
        "ocasional_intervention_service": pl.DataFrame(
            {
                "id": number,
                "ocasional_intervention_id": number,
                "service_id": rng.choice(services()["id"].to_numpy(), count),
            }
        ),
    }
