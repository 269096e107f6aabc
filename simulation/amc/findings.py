"""AMC's `vulnerability_entries` (the history) and `catagraphies` (the last assessment)."""

import numpy as np
import polars as pl

from simulation.amc.block import Block
from simulation.amc.codes import UNKNOWN_CODE
from simulation.amc.staff import Staff
from simulation.arrays import Booleans, Integers
from simulation.texts import bits, local_days, nothing, stamps

#: how a map without answers is written, by `Assessments.empty`; 0 is a map with answers
EMPTY_FORMS = (None, None, "null", "[]", "{}")
#: categories whose column in `catagraphies` (cat_age, …) holds one code, and those where it is a JSON array
ONE_CODE = ("AGE", "AS", "EDU", "ID", "INC", "MF", "POV", "REP")
MANY_CODES = ("CR", "FAM", "LIV", "NS", "PREG", "SSA", "VIF")


def _joined(rows: int, row: Integers, text: pl.Series, separator: str) -> pl.Series:
    """Join the texts of each row, which come in the order of rows; a row without texts is null."""
    parts = (
        pl.DataFrame({"row": row, "text": text})
        .group_by("row", maintain_order=True)
        .agg(pl.col("text").str.join(separator))
    )
    whole = pl.DataFrame({"row": np.arange(rows)}).join(parts, on="row", how="left", maintain_order="left")
    return whole["text"]


def _maps(rng: np.random.Generator, block: Block) -> pl.Series:
    """Write each state as a JSON object code → count, codes in the order of the alphabet as AMC does."""
    entries, codes = block.assessments, [*block.codes.code, UNKNOWN_CODE]
    alphabet = np.argsort(codes, kind="stable")
    row, column = np.nonzero(np.column_stack([entries.state, entries.unknown])[:, alphabet])
    once = [f'"{codes[place]}":1' for place in alphabet]
    twice = [f'"{codes[place]}":2' for place in alphabet]
    doubled = rng.random(len(row)) < block.dirt.counted_twice
    text = pl.Series(once + twice).gather(column + doubled * len(codes))
    return "{" + _joined(len(entries.stamp), row, text, ",") + "}"


def entries_table(rng: np.random.Generator, block: Block, staff: Staff) -> pl.DataFrame:
    """One row per save of an assessment, ids in the order of saving."""
    entries = block.assessments
    forms = pl.Series(EMPTY_FORMS, dtype=pl.String).gather(entries.empty)
    maps = pl.select(
        pl.when(pl.Series(entries.empty) > 0).then(forms).otherwise(_maps(rng, block))
    ).to_series()
    return pl.DataFrame(
        {
            "id": np.arange(1, len(entries.stamp) + 1),
            "beneficiary_id": entries.record + 1,
            "user_id": staff.nurse[block.entry_uat],
            "map": maps,
            "created_at": stamps(entries.stamp),
        }
    )


def _one_code(block: Block, state: Booleans, category: str) -> pl.Series:
    columns = block.codes.of_category(category)
    found = state[:, columns]
    code = pl.Series([None, *(block.codes.code[place] for place in columns)], dtype=pl.String)
    return code.gather(np.where(found.any(axis=1), found.argmax(axis=1) + 1, 0))


def _many_codes(block: Block, state: Booleans, category: str) -> pl.Series:
    columns = block.codes.of_category(category)
    row, column = np.nonzero(state[:, columns])
    text = pl.Series([f'"{block.codes.code[place]}"' for place in columns]).gather(column)
    return "[" + _joined(len(state), row, text, ", ").fill_null("") + "]"


def catagraphies_table(block: Block, staff: Staff, at: int) -> pl.DataFrame:
    """One row per record with an assessment before an instant (UTC seconds), as it was saved last."""
    entries, codes = block.assessments, block.codes
    until, records = int(np.searchsorted(entries.stamp, at)), len(block.records)
    first, last = np.full(records, until), np.full(records, -1)
    np.minimum.at(first, entries.record[:until], np.arange(until))
    np.maximum.at(last, entries.record[:until], np.arange(until))
    record = np.flatnonzero(last >= 0)
    state, saved = entries.state[last[record]], entries.stamp[last[record]]

    def stands(*found: str) -> pl.Series:
        return bits(state[:, [codes.code.index(code) for code in found]].any(axis=1))

    table = pl.DataFrame(
        {
            "id": record + 1,
            "created_at": stamps(entries.stamp[first[record]]),
            "updated_at": stamps(saved),
            "evaluation_date": local_days(saved),
            "is_social_case": stands("VCS_01"),
            "has_disabilities": stands("VDH_01", "VDH_02"),
            "has_health_issues": stands("VSG_01", "VSG_02"),
            "nurse_id": staff.nurse[block.entry_uat[last[record]]],
            "beneficiary_id": record + 1,
            "notes": nothing(len(record)),
        }
    )
    found = {category: _one_code(block, state, category) for category in ONE_CODE}
    found |= {category: _many_codes(block, state, category) for category in MANY_CODES}
    return table.with_columns(**{f"cat_{category.lower()}": found[category] for category in sorted(found)})
