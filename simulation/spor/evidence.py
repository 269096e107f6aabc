"""Who stands behind each record of a delivery, and where that record is in evidence when."""

import numpy as np
import polars as pl

from simulation.arrays import Integers
from simulation.clock import NEVER
from simulation.spor.history import History
from simulation.spor.standing import NOWHERE, place_of_cases
from simulation.spor.truth import SOURCE
from simulation.world import Evidence


def record_keys(history: History, places: Integers) -> pl.Series:
    """Give the keys of records of persons: `spor:<county>:<id>`."""
    return f"{SOURCE}:{history.world.county.code}:" + pl.Series(places + 1).cast(pl.String)


def links(history: History, at: int) -> pl.DataFrame:
    """Give record_key and person (`<county>:<place in the world's people>`) of each record in the delivery `at`."""
    places = np.flatnonzero(history.persons.entry.stands(at))
    person = f"{history.world.county.code}:" + pl.Series(history.persons.person[places]).cast(pl.String)
    return pl.DataFrame({"record_key": record_keys(history, places), "person": person})


def evidence_of(history: History, at: int) -> Evidence:
    """Give where and when the records of the delivery `at` are in evidence: in their spells, and between them."""
    persons, spells = history.persons, history.spells
    shown = np.flatnonzero(spells.entry.stands(at) & persons.entry.stands(at)[spells.person])
    shown = shown[np.lexsort((spells.joined[shown], spells.person[shown]))]
    person, left = spells.person[shown], spells.left[shown]
    place = place_of_cases(history, at)[spells.case[shown]]
    uats = np.append(0, history.world.county.uats)
    everybody = np.flatnonzero(persons.entry.stands(at))
    last = np.append(person[1:] != person[:-1], True)[: len(person)]
    gap_until = np.where(last, NEVER, np.append(spells.joined[shown][1:], NEVER)[: len(person)])
    first = np.full(len(persons), NEVER)
    np.minimum.at(first, person, spells.joined[shown])
    parts = [
        (everybody, persons.registered[everybody], first[everybody], np.full(len(everybody), NOWHERE)),
        (person, spells.joined[shown], left, place),
        (person, left, gap_until, np.full(len(person), NOWHERE)),
    ]
    who, since, until, where = (np.concatenate(part) for part in zip(*parts, strict=True))
    since, until = np.maximum(since, persons.registered[who]), np.minimum(until, persons.removed[who])
    held = np.flatnonzero(since < until)
    held = held[np.lexsort((since[held], who[held]))]
    return Evidence(
        record_key=record_keys(history, who[held]),
        person=persons.person[who[held]],
        since=since[held],
        until=until[held],
        uat=uats[where[held]],
        county=history.world.county.code,
    )
