"""What all sources do with people: keyed codes in the place of CNP and name, and birth dates that can be."""

import polars as pl

from orchestration.period import Period
from orchestration.sources.pseudonym import pseudonymise
from orchestration.sources.table_reader import TableReading
from quality.catalogue import threshold
from quality.cnp import valid_cnps

#: how sounds are written: one way for those that are mistaken for each other
SOUNDS = {"PH": "F", "TH": "T", "CH": "C", "SZ": "S", "CS": "C", "GH": "G", "GY": "G"}
LETTERS = {"K": "C", "Q": "C", "W": "V", "Y": "I", "Z": "S", "X": "S", "J": "I", "H": ""}
SINGLE = {2 * letter: letter for letter in "BCDFGLMNPRSTV"}
DOUBLED = "|".join(SINGLE)
FEWEST_NAMES = 2


def check_birth_dates(
    people: TableReading, period: Period | None, birth_date: str, recorded_at: str | None
) -> None:
    """Empty the birth dates after both quarter and record, and those of more completed years than people live."""
    if period is None:
        return
    oldest = int(threshold("age_max"))
    day_after = period.end.date()
    too_old = pl.col(birth_date) < day_after.replace(year=day_after.year - oldest - 1)
    unborn = pl.col(birth_date) >= day_after
    if recorded_at:
        after_record = pl.col(birth_date) > pl.col(recorded_at).dt.date() + pl.duration(days=1)
        unborn &= after_record.fill_null(True)
    people.empty(birth_date, unborn | too_old, "birth-date-impossible", str(oldest))


def pseudonymise_people(people: TableReading, key: bytes) -> None:
    """Put keyed codes in the place of what names a person, as the contract marks it.

    `cnp_key`: of a valid CNP; an invalid one is a finding. `name_key`: of all parts of the name, whatever their case,
    diacritics, hyphens and order; `name_sound_key`: of how they sound. Twelve characters, null where there is none.
    """
    for column in people.table.personal("cnp"):
        cnp_key = pseudonymise(valid_cnps(people.rows[column]), key).alias("cnp_key")
        people.rows = people.rows.with_columns(cnp_key)
        people.empty(column, pl.col(column).is_not_null() & pl.col("cnp_key").is_null(), "cnp-invalid")
    parts = people.table.personal("name")
    if parts:
        names = people.rows.select(pl.concat_str(parts, separator=" ", ignore_nulls=True).alias("name"))
        once = names["name"].unique().drop_nulls()
        plain = pl.DataFrame([once, plain_names(once).alias("plain")])
        codes = plain.join(_codes(plain["plain"].unique().drop_nulls(), key), on="plain", how="left")
        found = names.join(codes, on="name", how="left", maintain_order="left")
        people.rows = people.rows.hstack(found.select("name_key", "name_sound_key"))
    people.rows = people.rows.drop(*people.table.personal("cnp"), *parts)


def _codes(plain: pl.Series, key: bytes) -> pl.DataFrame:
    """Give plain, name_key and name_sound_key of plain names, each of which is there once."""
    names = plain.to_frame("plain")
    names = names.with_columns(
        pseudonymise(plain, key).alias("name_key"), sound("plain", names).alias("sound")
    )
    sounds = names["sound"].unique()
    codes = pl.DataFrame([sounds, pseudonymise(sounds, key).alias("name_sound_key")])
    return names.join(codes, on="sound", how="left")


def plain_names(names: pl.Series) -> pl.Series:
    """Give names as capital letters without marks, their parts in alphabetical order; null for fewer than two parts."""
    bare = pl.col("name").str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    parts = names.to_frame("name").select(bare.str.extract_all(r"\p{L}+").list.eval(pl.element().sort()))
    enough = pl.col("name").list.len() >= FEWEST_NAMES
    return parts.select(pl.when(enough).then(pl.col("name").list.join(" "))).to_series()


def sound(column: str, names: pl.DataFrame) -> pl.Series:
    """Give plain names as they sound: their parts without vowels after the first letter and without doubled letters."""
    parts = names.select(pl.col(column).str.replace_many(SOUNDS).str.replace_many(LETTERS))
    bare = pl.col(column).str.replace_all(r"\B[AEIOU]", "")
    once = parts.select(bare).to_series()
    while once.str.contains(DOUBLED).any():
        once = once.str.replace_many(SINGLE)
    return once.str.split(" ").list.eval(pl.element().sort()).list.join(" ")
