"""What a right warehouse must hold for an export: counted from what was drawn, not from what was written.

The rules: duplicates count nowhere, a case once; registered by its date of registration; closed with the status and
the date of closure; open at a quarter's end if registered by then and open now, or closed later, with the protection
concerns that it holds now; a service if it is implemented, by its time in Bucharest. Without a location that SIRUTA
knows a case counts in the country alone. What rests on a field that the user may not see is not counted at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Integers
from simulation.clock import BUCHAREST, NEVER, end_of, local_days, start_of
from simulation.places import County
from simulation.primero.cases import FAR
from simulation.primero.codes import options
from simulation.primero.entries import CASE, MADE
from simulation.primero.services import DONE, TIMELESS
from simulation.primero.state import CLOSED, DUPLICATE, OPEN, State
from simulation.world import Evidence

SOURCE, COUNTRY = "primero", "RO"
RESTS_ON = {
    "registered": ("status", "registration_date"),
    "open": ("status", "registration_date", "date_closure"),
    "closed": ("status", "date_closure"),
    "services": (
        "status",
        "services_section",
        "services_section.service_implemented",
        "services_section.service_implemented_day_time",
    ),
    "concerns": ("status", "registration_date", "date_closure", "protection_concerns"),
    "places": ("location_current",),
}
CELL = ("period", "geo_level", "geo_code")


def local_midnights(days: Integers) -> Integers:
    """Give the first instant of Bucharest dates, NEVER for FAR."""
    dates = pl.Series(np.where(days < FAR, days, 0), dtype=pl.Int32).cast(pl.Date)
    instants = dates.cast(pl.Datetime("ms")).dt.replace_time_zone(BUCHAREST.key).dt.epoch("s")
    return np.where(days < FAR, instants.to_numpy(), NEVER)


@dataclass(frozen=True)
class Truth:
    """Counts the cases of one delivery, the newest.

    keys: the record's id by case; missing: fields, as RESTS_ON names them, that the delivery does not hold.
    """

    county: County
    person: Integers
    keys: pl.Series
    state: State
    services: pl.DataFrame
    missing: frozenset[str]

    def _known(self, what: str) -> bool:
        return self.missing.isdisjoint(RESTS_ON[what])

    def _valid(self) -> Booleans:
        valid = np.zeros(len(self.person), dtype=np.bool_)
        valid[self.state.shown] = True
        return valid & (self.state.status != DUPLICATE)

    def _open(self, turn: int) -> Booleans:
        """Tell which cases were open on the eve of a day."""
        state = self.state
        later = (state.status == CLOSED) & (state.closure >= turn) & (state.closure < FAR)
        return self._valid() & (state.registration < turn) & ((state.status == OPEN) | later)

    def _cells(self, period: str, cases: Integers) -> pl.DataFrame:
        """Count cases, each as often as it is given, by place: CELL and count, only those above 0."""
        uats = self.county.uats
        uat = self.state.uat[cases] if self._known("places") else np.zeros(len(cases), dtype=np.int64)
        of_uat = np.bincount(np.searchsorted(uats, uat[uat > 0]), minlength=len(uats))
        frame = pl.DataFrame(
            {
                "period": [period] * (2 + len(uats)),
                "geo_level": ["country", "county", *["uat"] * len(uats)],
                "geo_code": [COUNTRY, self.county.code, *map(str, uats)],
                "count": np.concatenate([[len(cases), of_uat.sum()], of_uat]),
            }
        )
        return frame.filter(pl.col("count") > 0)

    def _measured(self, period: str) -> dict[str, Integers]:
        """List the cases that each measure counts in a quarter."""
        state, valid = self.state, self._valid()
        first, turn = local_days(np.array([start_of(period), end_of(period)]))
        registered = (state.registration >= first) & (state.registration < turn)
        closed = (state.status == CLOSED) & (state.closure >= first) & (state.closure < turn)
        done, case = self.services[DONE].to_numpy(), self.services[CASE].to_numpy()
        given = (start_of(period) <= done) & (done < end_of(period)) & (done <= state.taken)
        given &= (self.services[MADE].to_numpy() <= state.taken) & ~self.services[TIMELESS].to_numpy()
        return {
            "registered": np.flatnonzero(registered & valid),
            "open": np.flatnonzero(self._open(turn)),
            "closed": np.flatnonzero(closed & valid),
            "services": case[given & valid[case]],
        }

    def counts(self, quarters: list[str]) -> pl.DataFrame:
        """Count cases and services: CELL, measure (registered, open, closed, services), count."""
        parts = [
            self._cells(period, cases).with_columns(measure=pl.lit(measure))
            for period in quarters
            for measure, cases in self._measured(period).items()
            if self._known(measure)
        ]
        empty = self._cells("", np.zeros(0, dtype=np.int64)).with_columns(measure=pl.lit(""))
        return pl.concat([empty, *parts]).select(*CELL, "measure", "count").sort(*CELL, "measure")

    def _carried(self, period: str) -> Iterator[pl.DataFrame]:
        """Count those who carry each protection concern at a quarter's end."""
        turn = int(local_days(np.array([end_of(period)]))[0])
        held, now = self.state.concerns, self._open(turn)
        about = self._cells(period, np.flatnonzero(now)).rename({"count": "in_evidence"})
        assessed = self._cells(period, np.flatnonzero(now & held.any(axis=1))).rename({"count": "assessed"})
        for number, code in enumerate(options("concern").code):
            people = self._cells(period, np.flatnonzero(now & held[:, number])).rename({"count": "people"})
            named = people.with_columns(source=pl.lit(SOURCE), source_code=pl.lit(code))
            yield named.join(assessed, on=CELL).join(about, on=CELL)

    def vulnerabilities(self, quarters: list[str]) -> pl.DataFrame:
        """Give the rows of core.vulnerability_quarter; concerns that no list of ours has have none."""
        parts = [part for period in quarters for part in self._carried(period)]
        table = pl.concat(parts).filter(self._known("concerns"))
        columns = (*CELL, "source", "source_code", "people", "assessed", "in_evidence")
        return table.select(columns).sort(*CELL, "source_code")

    def links(self) -> pl.DataFrame:
        """Give each record's person, but for duplicates: record_key, person (`<county>:<place in the world>`)."""
        shown = np.sort(self.state.shown)
        shown = shown[self.state.status[shown] != DUPLICATE]
        person = self.county.code + ":" + pl.Series(self.person[shown]).cast(pl.String)
        return pl.DataFrame({"record_key": self.keys.gather(shown), "person": person}).sort("record_key")

    def evidence(self) -> Evidence:
        """Give who is in evidence since when and until when: open cases."""
        state = self.state
        since = local_midnights(state.registration)
        until = np.where(state.status == OPEN, NEVER, local_midnights(state.closure))
        dated = (state.status == OPEN) | ((state.status == CLOSED) & (state.closure < FAR))
        cases = np.flatnonzero(self._valid() & dated & (since < until) & self._known("open"))
        return Evidence(
            record_key=self.keys.gather(cases),
            person=self.person[cases],
            since=since[cases],
            until=until[cases],
            uat=state.uat[cases] if self._known("places") else np.zeros_like(cases),
            county=self.county.code,
        )
