"""What happens to a county's people: births, deaths, departures, arrivals, new households, moves.

Time goes in steps (quarters). In a step one thing at most happens to a household, at some instant within it: so no two
events can contradict each other, and all that happens in a step is drawn at once.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Floats, Integers, chance
from simulation.clock import DAY, NEVER, local_days
from simulation.founders import Newcomers, draw_households, draw_newcomers, draw_sizes, first_names
from simulation.places import County
from simulation.population import DEPARTS, DIES, STAYS, YEAR, Households, Memberships, People, together
from simulation.texts import nothing

DEATH, DEPARTURE, LEAVING_HOME, SEPARATION, MARRIAGE, BIRTH, MOVE_NEAR, MOVE_FAR, ALL_DEPART = range(9)
#: a year, of households
HOUSEHOLD_RATES = {MOVE_NEAR: 0.02, MOVE_FAR: 0.012, ALL_DEPART: 0.005}
ARRIVALS = 0.006
#: a year, of the people whom it can concern
DEPARTURES, HOME_LEAVERS, SEPARATIONS, MARRIAGES = 0.014, 0.06, 0.01, 0.05
#: deaths a year: of infants, and by age after Gompertz and Makeham
INFANT_DEATHS, ACCIDENTS, FRAILTY, AGEING = 0.006, 0.0003, 3e-5, 0.096
BIRTHS_AT_BEST, BEST_AGE, AGE_SPREAD = 0.11, 27, 7
GIRLS = 0.487
GROWN_UP = 16
TO_ANOTHER_UAT = 0.3


def as_people(newcomers: Newcomers, first_household: int, first_family: int, appears: Integers) -> People:
    """Number newcomers' households and families on from those who were there; nobody has left yet."""
    count = len(newcomers.born)
    return People(
        household=newcomers.household + first_household,
        family=newcomers.family + first_family,
        female=newcomers.female,
        born=newcomers.born,
        first_name=newcomers.first_name,
        surname=newcomers.surname,
        appears=appears,
        leaves=np.full(count, NEVER),
        leaves_by=np.full(count, STAYS),
        cnp=nothing(count),
        no_cnp=np.zeros(count, dtype=np.bool_),
    )


@dataclass(frozen=True)
class Events:
    """What happens in one step, one entry per household at most.

    kind: DEATH … ALL_DEPART; person: whom it concerns, -1 for a whole household; when: UTC seconds.
    """

    kind: Integers
    household: Integers
    person: Integers
    when: Integers

    def of(self, *kinds: int) -> "Events":
        """Give the events of some kinds."""
        return self.at(np.flatnonzero(np.isin(self.kind, kinds)))

    def at(self, place: Integers) -> "Events":
        """Give the events at some places."""
        return Events(self.kind[place], self.household[place], self.person[place], self.when[place])


@dataclass
class Life:
    """People and households as they are now, and who lived where so far; it grows from step to step.

    settled: head of a household or partner; home: each person's household, -1 for who died or departed; since: when
    the person joined it.
    """

    rng: np.random.Generator
    county: County
    households: Households
    people: People
    settled: Booleans
    home: Integers
    since: Integers
    spells: list[Memberships] = field(default_factory=list)

    def step(self, begin: int, end: int) -> None:
        """Let the time from `begin` to `end` pass."""
        events = self._draw(begin, end)
        self._leave(events.of(DEATH), DIES)
        self._leave(events.of(DEPARTURE), DEPARTS)
        self._leave(self._of_all_members(events.of(ALL_DEPART)), DEPARTS)
        self._be_born(events.of(BIRTH))
        self._part(events.of(LEAVING_HOME, SEPARATION))
        self._marry(events.of(MARRIAGE))
        self._move(events.of(MOVE_NEAR, MOVE_FAR))
        self._take_in_children(events, begin, end)
        self._arrive(begin, end)

    def finished(self) -> tuple[Households, People, Memberships]:
        """End with the spells that still last; give all, spells by person and time."""
        there = np.flatnonzero(self.home >= 0)
        self._end_spells(there, np.full(len(there), NEVER))
        spells = together(self.spells)
        order = np.lexsort((spells.joined, spells.person))
        by_person = Memberships(
            spells.person[order], spells.household[order], spells.joined[order], spells.left[order]
        )
        dissolved = np.zeros(len(self.households), dtype=np.int64)
        np.maximum.at(dissolved, by_person.household, by_person.left)
        return replace(self.households, dissolved=dissolved), self.people, by_person

    def _rates(self, person: Integers, at: int) -> Floats:
        """Give each person's rates a year, people × kinds of personal events."""
        age = (at / DAY - self.people.born[person]) / YEAR
        settled, home = self.settled[person], self.home[person]
        couples = np.bincount(home, weights=settled) >= 2
        young = ~settled & (age >= 18)
        fertile = self.people.female[person] & (age >= 15) & (age < 45)
        return np.column_stack(
            [
                ACCIDENTS + FRAILTY * np.exp(AGEING * age) + INFANT_DEATHS * (age < 1),
                DEPARTURES * ((age >= 18) & (age < 50)),
                HOME_LEAVERS * (young & (age < 36)),
                SEPARATIONS * (settled & couples[home]),
                MARRIAGES * (young & (age < 40)),
                BIRTHS_AT_BEST * fertile * np.exp(-(((age - BEST_AGE) / AGE_SPREAD) ** 2)),
            ]
        )

    def _draw(self, begin: int, end: int) -> Events:
        rng, years = self.rng, (end - begin) / DAY / YEAR
        person = np.flatnonzero(self.home >= 0)
        likely = np.cumsum(self._rates(person, begin) * years, axis=1)
        own = (rng.random(len(person))[:, None] >= likely).sum(axis=1)
        happens = own <= BIRTH
        household = np.unique(self.home[person])
        likely = np.cumsum(list(HOUSEHOLD_RATES.values())) * years
        shared = MOVE_NEAR + np.searchsorted(likely, rng.random(len(household)), side="right")
        shared_happens = shared <= ALL_DEPART
        drawn = Events(
            kind=np.concatenate([own[happens], shared[shared_happens]]),
            household=np.concatenate([self.home[person[happens]], household[shared_happens]]),
            person=np.concatenate([person[happens], np.full(shared_happens.sum(), -1)]),
            when=rng.integers(begin + 1, end - 1, happens.sum() + shared_happens.sum()),
        )
        mixed = drawn.at(rng.permutation(len(drawn.when)))
        return mixed.at(np.unique(mixed.household, return_index=True)[1])

    def _end_spells(self, person: Integers, when: Integers) -> None:
        self.spells.append(Memberships(person, self.home[person], self.since[person], when))

    def _leave(self, events: Events, by: int) -> None:
        self._end_spells(events.person, events.when)
        self.people.leaves[events.person] = events.when
        self.people.leaves_by[events.person] = by
        self.home[events.person] = -1

    def _go_to(self, person: Integers, household: Integers, when: Integers) -> None:
        self._end_spells(person, when)
        self.home[person] = household
        self.since[person] = when

    def _of_all_members(self, events: Events) -> Events:
        """Give one event per member in place of one per household."""
        place = np.full(len(self.households), -1)
        place[events.household] = np.arange(len(events.household))
        member = np.flatnonzero(self.home >= 0)
        member = member[place[self.home[member]] >= 0]
        of_each = events.at(place[self.home[member]])
        return replace(of_each, person=member)

    def _be_born(self, events: Events) -> None:
        mother, count = events.person, len(events.person)
        female = chance(self.rng, count, GIRLS)
        newborn = Newcomers(
            household=self.home[mother],
            family=self.people.family[mother],
            female=female,
            born=local_days(events.when),
            first_name=first_names(self.rng, female),
            surname=self.households.surname.gather(self.home[mother]),
            settled=np.zeros(count, dtype=np.bool_),
        )
        self._add(as_people(newborn, 0, 0, events.when), newborn.settled)

    def _add(self, people: People, settled: Booleans) -> None:
        self.people = together([self.people, people])
        self.settled = np.concatenate([self.settled, settled])
        self.home = np.concatenate([self.home, people.household])
        self.since = np.concatenate([self.since, people.appears])

    def _form(self, uat: Integers, before: Integers, when: Integers, surname: pl.Series) -> Integers:
        """Form households, each out of one before it whose ethnicity it keeps; give their places."""
        formed = draw_households(self.rng, self.county, uat, when)
        formed = replace(formed, surname=surname, ethnicity=self.households.ethnicity.gather(before))
        first = len(self.households)
        self.households = together([self.households, formed])
        return first + np.arange(len(uat))

    def _elsewhere(self, uat: Integers, goes: Booleans) -> Integers:
        """Draw another UAT, bigger ones rather, for those who go."""
        weights = self.county.sizes / self.county.sizes.sum()
        return np.where(goes, self.rng.choice(len(weights), size=len(uat), p=weights), uat)

    def _part(self, events: Events) -> None:
        """Let one member of a household begin one of their own."""
        uat = self.households.uat[events.household]
        uat = self._elsewhere(uat, chance(self.rng, len(uat), TO_ANOTHER_UAT))
        surname = self.people.surname.gather(events.person)
        self._go_to(events.person, self._form(uat, events.household, events.when, surname), events.when)
        self.settled[events.person] = True

    def _marry(self, events: Events) -> None:
        """Pair men and women who would marry, mostly of one UAT; they begin a household in his."""
        female = self.people.female[events.person]
        sides = [events.at(np.flatnonzero(side)) for side in (~female, female)]
        pairs = min(len(side.when) for side in sides)
        chosen = [side.at(self.rng.permutation(len(side.when))[:pairs]) for side in sides]
        his, hers = (
            side.at(np.argsort(self.households.uat[side.household], kind="stable")) for side in chosen
        )
        surname = self.people.surname.gather(his.person)
        household = self._form(self.households.uat[his.household], his.household, his.when, surname)
        for side in (his, hers):
            self._go_to(side.person, household, his.when)
            self.settled[side.person] = True

    def _move(self, events: Events) -> None:
        before = events.household
        uat = self._elsewhere(self.households.uat[before], events.kind == MOVE_FAR)
        new = np.full(len(self.households), -1)
        new[before] = self._form(uat, before, events.when, self.households.surname.gather(before))
        members = self._of_all_members(events)
        self._go_to(members.person, new[members.household], members.when)

    def _take_in_children(self, events: Events, begin: int, end: int) -> None:
        """Give children whom no grown-up is left with a household that was there before, in their UAT if one is."""
        person = np.flatnonzero(self.home >= 0)
        grown = (end / DAY - self.people.born[person]) / YEAR >= GROWN_UP
        grown_ups = np.bincount(self.home[person[grown]], minlength=len(self.households))
        child = person[(grown_ups[self.home[person]] == 0) & np.isin(self.home[person], events.household)]
        hosts = np.flatnonzero((grown_ups > 0) & (self.households.formed <= begin))
        if len(hosts) == 0 or len(child) == 0:
            return
        hosts = hosts[np.argsort(self.households.uat[hosts], kind="stable")]
        home, place = np.unique(self.home[child], return_inverse=True)
        uats, uat = self.households.uat[hosts], self.households.uat[home]
        first, last = np.searchsorted(uats, uat), np.searchsorted(uats, uat, side="right")
        nobody = first == last
        host = hosts[self.rng.integers(np.where(nobody, 0, first), np.where(nobody, len(hosts), last))]
        happened = events.when[np.searchsorted(events.household, home)]
        when = self.rng.integers(happened + 1, end)
        self._go_to(child, host[place], when[place])

    def _arrive(self, begin: int, end: int) -> None:
        """Let households come from elsewhere."""
        there = len(np.unique(self.home[self.home >= 0]))
        count = self.rng.poisson(ARRIVALS * (end - begin) / DAY / YEAR * there)
        when = self.rng.integers(begin + 1, end, count)
        uat = self._elsewhere(np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.bool_))
        households = draw_households(self.rng, self.county, uat, when)
        arrivals = draw_newcomers(
            self.rng, draw_sizes(self.rng, count), households.surname, local_days(when) - 1
        )
        first = len(self.households)
        self.households = together([self.households, households])
        first_family = int(self.people.family.max(initial=-1)) + 1
        self._add(as_people(arrivals, first, first_family, when[arrivals.household]), arrivals.settled)
