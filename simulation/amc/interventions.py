"""AMC's cases and services: what was planned and done about the findings, and for people without a record."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.amc.block import Block
from simulation.amc.nomenclature import services
from simulation.amc.rows import Rows
from simulation.arrays import Booleans, Integers, chance, one_of
from simulation.clock import DAY, NEVER
from simulation.texts import bits, empty_where, local_days, nothing, stamps

CASES, SERVICES = "interventionable_cases", "interventionable_individual_services"
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


def _later(rng: np.random.Generator, block: Block, record: Integers, since: Integers) -> Integers:
    """Draw instants in the weeks after `since`, while the person is there and, if they still are, in evidence."""
    removed = block.records.removed[record]
    limit = block.people.leaves[block.records.person[record]]
    limit = np.minimum(limit, np.where(since <= removed, removed, NEVER))
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


@dataclass(frozen=True)
class Work:
    """One entry per intervention: a case followed by its services, then services without a case.

    `root` numbers what was begun: a case with its services, or a service alone. By root: `first` is its first
    row, `entry` the assessment that it answers. `created` is in UTC seconds.
    """

    root: Integers
    first: Integers
    entry: Integers
    is_head: Booleans
    is_case: Booleans
    created: Integers


def _draw_work(rng: np.random.Generator, block: Block) -> Work:
    entries = block.assessments
    open_to = np.flatnonzero((entries.empty == 0) & ~block.records.occasional[entries.record])
    cases = round(CASES_PER_ASSESSED * len(np.unique(entries.record[open_to])))
    alone = round(ALONE_PER_CASE * cases)
    entry = np.concatenate([np.sort(rng.choice(open_to, count)) for count in (cases, alone)])
    rows = np.append(1 + rng.choice(SERVICES_PER_CASE, cases), np.ones(alone, dtype=np.int64))
    root, first = np.repeat(np.arange(cases + alone), rows), np.cumsum(rows) - rows
    is_head = np.arange(len(root)) == first[root]
    record = entries.record[entry]
    begun = _later(rng, block, record, entries.stamp[entry])[root]
    created = np.where(is_head, begun, _later(rng, block, record[root], begun))
    return Work(root, first, entry, is_head, is_head & (root < cases), created)


def _cases_table(rng: np.random.Generator, created: Integers) -> pl.DataFrame:
    count = len(created)
    number = np.arange(1, count + 1)
    return pl.DataFrame(
        {
            "id": number,
            "created_at": stamps(created),
            "updated_at": stamps(created),
            "name": "Caz " + pl.Series(number).cast(pl.String),
            "initiator": one_of(rng, count, INITIATORS),
            "is_imported": bits(np.zeros(count, dtype=np.bool_)),
            "recommendations": nothing(count),
        }
    )


def _services_table(rng: np.random.Generator, created: Integers, status: pl.Series) -> pl.DataFrame:
    count = len(created)
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "created_at": stamps(created),
            "updated_at": stamps(created),
            "date": local_days(created),
            "outside_working_hours": bits(chance(rng, count, OUTSIDE_HOURS)),
            "status": status,
            "service_id": rng.choice(services()["id"].to_numpy(), count),
        }
    )


def intervention_tables(rng: np.random.Generator, block: Block) -> dict[str, Rows]:
    """Tables `interventions`, `interventionable_cases`, `interventionable_individual_services`.

    Realized services are closed as they are made, cases some weeks later or not yet; a service under a case
    names the case's row as its parent.
    """
    work = _draw_work(rng, block)
    rows = len(work.root)
    status = pl.Series(STATUSES).gather(rng.choice(len(STATUSES), size=rows, p=STATUS_SHARES))
    is_closed = np.where(work.is_case, chance(rng, rows, CLOSED), (status == STATUSES[0]).to_numpy())
    record = block.assessments.record[work.entry[work.root]]
    closed = np.where(work.is_case, _later(rng, block, record, work.created), work.created)
    closed = np.where(is_closed, closed, NEVER)
    code, name = _causes(rng, block, work.entry)
    when = stamps(work.created)
    interventions = pl.DataFrame(
        {
            "id": np.arange(1, rows + 1),
            "created_at": when,
            "updated_at": when,
            "closed_at": empty_where(~is_closed, stamps(np.where(is_closed, closed, 0))),
            "integrated": bits(chance(rng, rows, INTEGRATED)),
            "mediator_has_access": bits(np.zeros(rows, dtype=np.bool_)),
            "notes": nothing(rows),
            "interventionable_type": pl.Series(["individual_service", "case"]).gather(
                work.is_case.astype(np.int64)
            ),
            "interventionable_id": np.where(work.is_case, np.cumsum(work.is_case), np.cumsum(~work.is_case)),
            "beneficiary_id": record + 1,
            "vulnerability_id": code.gather(work.root),
            "secondary_vulnerability_id": nothing(rows),
            "vulnerability_label": name.gather(work.root),
            "appointment_id": nothing(rows),
            "parent_id": empty_where(work.is_head, pl.Series(work.first[work.root] + 1)),
        }
    )
    is_service = ~work.is_case
    cases, services_made = work.created[work.is_case], work.created[is_service]
    return {
        "interventions": Rows(interventions, work.created, {"closed_at": closed}),
        CASES: Rows(_cases_table(rng, cases), cases),
        SERVICES: Rows(
            _services_table(rng, services_made, status.filter(pl.Series(is_service))), services_made
        ),
    }


def occasional_tables(rng: np.random.Generator, block: Block) -> dict[str, Rows]:
    """Tables `ocasional_interventions` and `ocasional_intervention_service`: a visit for each."""
    record = np.flatnonzero(block.records.occasional)
    count = len(record)
    when = _later(rng, block, record, block.records.created[record])
    number = np.arange(1, count + 1)
    tables = {
        "ocasional_interventions": pl.DataFrame(
            {
                "id": number,
                "created_at": stamps(when),
                "updated_at": stamps(when),
                "date": local_days(when),
                "reason": nothing(count),
                "beneficiary_id": record + 1,
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
    return {name: Rows(table, when) for name, table in tables.items()}
