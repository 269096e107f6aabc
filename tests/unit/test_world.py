"""The simulated world: nobody is in two places, lives and spells fit into each other, counts are plausible."""

from dataclasses import fields

import numpy as np
import polars as pl
import pytest
from stdnum.ro import cnp as cnp_rule

from simulation.clock import DAY, end_of, local_days, start_of
from simulation.places import all_counties, county
from simulation.population import DEPARTS, DIES, STAYS
from simulation.programme import IN_THE_END, PILOT, waves
from simulation.slips import Slips, as_written
from simulation.world import NEVER, Horizon, World, draw_still_world, draw_world

HORIZON = Horizon.of("2025-Q4", 8)
YEARS = (HORIZON.end - HORIZON.start) / DAY / 365.25


def world_of(seed: int = 1, households: int = 6000, uats: int | None = None, code: str = "SM") -> World:
    return draw_world(np.random.default_rng(seed), county(code, uats), households, HORIZON)


@pytest.fixture(scope="module", params=[(1, None), (2, 1), (3, 5)], ids=["county", "one UAT", "five UATs"])
def world(request: pytest.FixtureRequest) -> World:
    seed, uats = request.param
    return world_of(seed, uats=uats)


@pytest.fixture(scope="module")
def large() -> World:
    return world_of(4, 20_000)


def test_the_horizon_leads_in_and_ends_at_local_midnights() -> None:
    assert HORIZON.quarters[0] == "2024-Q1"
    assert HORIZON.start == start_of("2023-Q3")
    assert HORIZON.end == HORIZON.turns[-1] == end_of("2025-Q4")
    assert len(HORIZON.turns) == 10
    assert HORIZON.taken > HORIZON.end


def test_nobody_is_in_two_households_at_once(world: World) -> None:
    spells = world.memberships
    same = spells.person[1:] == spells.person[:-1]
    assert (spells.person[1:] >= spells.person[:-1]).all()
    assert (spells.left[:-1][same] <= spells.joined[1:][same]).all()
    assert (spells.household[:-1][same] != spells.household[1:][same]).all()


def test_spells_cover_exactly_the_time_in_the_county(world: World) -> None:
    people, spells = world.people, world.memberships
    assert (spells.joined < spells.left).all()
    first = np.unique(spells.person, return_index=True)[1]
    assert len(first) == len(people)
    assert (spells.joined[first] == people.appears).all()
    assert (spells.household[first] == people.household).all()
    last = np.append(first[1:], len(spells)) - 1
    assert (spells.left[last] == people.leaves).all()
    inner = np.setdiff1d(np.arange(len(spells)), last)
    assert (spells.left[inner] == spells.joined[inner + 1]).all()


def test_lives_lie_within_the_horizon(world: World) -> None:
    people = world.people
    assert people.appears.min() == HORIZON.start
    assert people.appears.max() < HORIZON.end
    gone = people.leaves_by != STAYS
    assert (people.leaves[~gone] == NEVER).all()
    assert (people.leaves[gone] < HORIZON.end).all()
    assert (people.leaves > people.appears).all()
    assert (people.born <= local_days(people.appears)).all()
    assert (people.born > local_days(people.appears) - 366 * 120).all()


def test_households_stand_while_somebody_lives_in_them(world: World) -> None:
    households, spells = world.households, world.memberships
    first, last = np.full(len(households), NEVER), np.zeros(len(households), dtype=np.int64)
    np.minimum.at(first, spells.household, spells.joined)
    np.maximum.at(last, spells.household, spells.left)
    assert (households.formed == first).all()
    assert (households.dissolved == last).all()
    assert np.isin(households.village, world.county.villages).all()
    village_of = np.searchsorted(world.county.first_village, range(len(world.county.villages)), side="right")
    place = pl.Series(world.county.villages).to_list()
    uat = dict(zip(place, village_of - 1, strict=True))
    assert [uat[village] for village in households.village.tolist()] == households.uat.tolist()


def test_children_are_not_left_alone(large: World) -> None:
    for at in large.horizon.turns.tolist():
        there = np.flatnonzero(large.present(at - 1))
        home = large.household_at(there, at - 1)
        age = (at / DAY - large.people.born[there]) / 365.25
        oldest = np.zeros(len(large.households))
        np.maximum.at(oldest, home, age)
        assert (oldest[home] > 15.5).all()


def test_events_come_in_plausible_numbers(large: World) -> None:
    people, households = large.people, large.households
    there = large.present(HORIZON.start).sum()
    born = (local_days(people.appears) == people.born) & (people.appears > HORIZON.start)
    a_year = {
        "births": born.sum() / there / YEARS,
        "deaths": (people.leaves_by == DIES).sum() / there / YEARS,
        "departures": (people.leaves_by == DEPARTS).sum() / there / YEARS,
        "arrivals": ((people.appears > HORIZON.start) & ~born).sum() / there / YEARS,
        "new households": (households.formed > HORIZON.start).mean() / YEARS,
        "changes of household": (len(large.memberships) - len(people)) / there / YEARS,
    }
    bounds = {
        "births": (0.007, 0.018),
        "deaths": (0.007, 0.018),
        "departures": (0.005, 0.02),
        "arrivals": (0.003, 0.012),
        "new households": (0.02, 0.1),
        "changes of household": (0.02, 0.1),
    }
    for name, (low, high) in bounds.items():
        assert low < a_year[name] < high, (name, a_year[name])
    assert 2.5 < there / 20_000 < 3.5
    assert 0.005 < people.no_cnp.mean() < 0.015
    assert 0.02 < households.marginalised.mean() < 0.2


def test_old_people_die_and_young_women_bear_children(large: World) -> None:
    people = large.people
    age = (HORIZON.start / DAY - people.born) / 365.25
    dies = people.leaves_by == DIES
    assert dies[age > 80].mean() > 5 * dies[(age > 20) & (age < 60)].mean()
    assert people.female.mean() == pytest.approx(0.5, abs=0.02)


def test_people_move_within_and_between_uats(large: World) -> None:
    spells, uat = large.memberships, large.households.uat
    moved = np.flatnonzero(spells.person[1:] == spells.person[:-1])
    changed = uat[spells.household[moved]] != uat[spells.household[moved + 1]]
    assert 0.2 < changed.mean() < 0.7


def test_personal_numbers_are_valid_unique_and_of_the_person(world: World) -> None:
    people = world.people
    assert people.cnp.n_unique() == len(people)
    born = pl.Series(people.born, dtype=pl.Int32).cast(pl.Date)
    for place in range(0, len(people), 25):
        cnp = people.cnp[place]
        assert cnp_rule.is_valid(cnp)
        assert cnp_rule.get_birth_date(cnp) == born[place]
        assert (int(cnp[0]) % 2 == 0) == people.female[place]


def test_counties_share_no_personal_number() -> None:
    sizes = [len(world_of(7, 1000, code=code).people) for code in ("SM", "B", "AB")]
    numbers = pl.concat([world_of(7, 1000, code=code).people.cnp for code in ("SM", "B", "AB")])
    assert numbers.n_unique() == sum(sizes)


def columns(world: World) -> list[object]:
    parts = (world.households, world.people, world.memberships)
    values = [getattr(part, field.name) for part in parts for field in fields(part)]
    return [list(value) for value in (*values, world.joined, world.wave)]


def test_the_same_seed_gives_the_same_world_and_another_a_different_one() -> None:
    assert columns(world_of(5, 300)) == columns(world_of(5, 300))
    assert columns(world_of(5, 300)) != columns(world_of(6, 300))


def test_a_still_world_holds_as_many_people_as_asked_for() -> None:
    world = draw_still_world(np.random.default_rng(1), county("SM", 6), 777, HORIZON)
    assert len(world.people) == len(world.memberships) == 777
    assert (world.people.leaves == NEVER).all()
    assert not world.people.no_cnp.any()
    assert (world.memberships.joined == world.people.appears).all()


def test_where_somebody_is_told_by_the_spells(world: World) -> None:
    spells = world.memberships
    at = int(HORIZON.turns[6])
    told = dict(
        zip(range(len(world.people)), world.household_at(np.arange(len(world.people)), at), strict=True)
    )
    for place in range(0, len(spells), 7):
        if spells.joined[place] <= at < spells.left[place]:
            assert told[int(spells.person[place])] == spells.household[place]
    unborn = np.flatnonzero(world.people.appears > at)
    assert (world.household_at(unborn, at) == -1).all()
    gone = np.flatnonzero(world.people.leaves <= at)
    assert (world.household_at(gone, at) >= 0).all()
    assert not world.present(at)[gone].any()


def test_the_programme_has_its_numbers_and_teams_come_after_the_day() -> None:
    codes = all_counties()["county_code"].to_list()
    by_county = [waves(county(code)) for code in codes]
    everywhere = np.concatenate(by_county)
    assert (everywhere == 1).sum() == PILOT
    assert (everywhere > 0).sum() == IN_THE_END
    assert all((wave > 0).any() for wave in by_county)
    world = world_of()
    assert ((world.joined == NEVER) == (world.wave == 0)).all()
    early, late = (np.median(world.joined[world.wave == wave]) for wave in (1, 5))
    assert HORIZON.start <= early < late


def test_slips_are_there_in_about_the_shares_asked_for(large: World) -> None:
    people = np.arange(len(large.people))
    slips = Slips(0.05, 0.02, 0.03, 0, 0, 0, 0)
    written = as_written(np.random.default_rng(1), large, people, slips)
    has = ~pl.Series(large.people.no_cnp)
    assert written.filter(has)["cnp"].null_count() / has.sum() == pytest.approx(0.05, abs=0.005)
    assert written.filter(~has)["cnp"].null_count() == (~has).sum()
    wrong = (written["cnp"] != large.people.cnp).fill_null(False)
    assert wrong.mean() == pytest.approx(0.02, abs=0.005)
    assert not any(map(cnp_rule.is_valid, written.filter(wrong)["cnp"]))
    misspelt = (written["last_name"] != large.people.surname) | (
        written["first_name"] != large.people.first_name
    )
    assert misspelt.mean() == pytest.approx(0.03, abs=0.006)


def test_without_slips_everything_is_as_it_is(large: World) -> None:
    people = np.arange(len(large.people))
    written = as_written(np.random.default_rng(1), large, people, Slips.none())
    assert written["last_name"].equals(large.people.surname)
    assert written["first_name"].equals(large.people.first_name)
    has = ~pl.Series(large.people.no_cnp)
    assert written.filter(has)["cnp"].to_list() == large.people.cnp.filter(has).to_list()


def plain(names: pl.Series) -> pl.Series:
    bare = names.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    return bare.str.extract_all("[A-Z]+").list.sort().list.join(" ")


def test_case_marks_hyphens_and_order_change_but_letters_stay(large: World) -> None:
    people = np.arange(len(large.people))
    loose = Slips(0, 0, 0, 0.5, 0.5, 0.5, 0.5)
    written = as_written(np.random.default_rng(1), large, people, loose)
    whole = written["last_name"] + " " + written["first_name"]
    real = large.people.surname + " " + large.people.first_name
    assert plain(whole).equals(plain(real))
    assert (whole != real).mean() > 0.8


def test_somebody_written_twice_is_written_differently(large: World) -> None:
    twice = np.repeat(np.arange(2000), 2)
    written = as_written(np.random.default_rng(1), large, twice, Slips())
    first, second = written[::2], written[1::2]
    assert first["birth_date"].equals(second["birth_date"])
    assert not first["last_name"].equals(second["last_name"])
