"""Taking deliveries in: read, judge, set aside for the lake or put into quarantine.

A delivery waits in `lake/.incoming/<source>/<delivery>/` until gate 1 has passed; `admit` then moves it into the lake,
without the rows that are known there (`known_rows`), its row in `deliveries` last: without that row nothing of it
counts, so that a run cut off leaves no half of one.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import polars as pl

from orchestration import landing
from orchestration.earlier import COUNTIES, COUNTRY, RECEIPT, Told, lake_is_empty, told_before, told_in_lake
from orchestration.known_rows import GONE, PLACE, chains, store
from orchestration.period import Period
from orchestration.receipts import counted, receipt_of, set_aside
from orchestration.settings import Settings
from orchestration.sources import SOURCES, read_delivery
from orchestration.sources.archive import forget_kept, kept_for_reading, unpacked_size
from orchestration.sources.delivery import Delivery, Reading
from orchestration.sources.places import Earlier, nothing_earlier
from orchestration.sources.pseudonym import read_key
from orchestration.workers import cores, workers
from quality.feedback import compose, write_feedback
from quality.findings import Findings, printable
from quality.rules import RULES, Effect

#: bytes of new deliveries, unpacked, from which on it pays to start processes
SIDE_BY_SIDE_FROM = 256 * 2**20
#: bytes that are kept of what was read to know deliveries again, and is read once more to judge them
KEPT = 256 * 2**20
#: what these processes may take together, and what one takes at its peak for each byte of a delivery
MEMORY_OF_WORKERS, MEMORY_OF_A_BYTE = 4 * 2**30, 6
VERDICTS = {
    "name": pl.String,
    "source": pl.String,
    "county_code": pl.String,
    "feedback": pl.String,
    "refused": pl.Boolean,
    "refusals": pl.Int64,
    "rows_lost": pl.Int64,
}
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Judged:
    """A delivery with gate 1's verdict.

    `counties`: those it covers, COUNTRY for one that tells none; `kind`: whole or changes; `since`: the quarter on
    whose delivery changes build; `blocks`: refused and not made up for.
    """

    delivery: Delivery
    accepted: bool
    counties: frozenset[str]
    kind: str
    since: str | None
    findings: pl.DataFrame
    tables: pl.DataFrame
    blocks: bool = False

    @property
    def told(self) -> Told:
        """What deliveries of later quarters take from an accepted one."""
        own = self.delivery
        return Told(own.source, own.period, own.seen, own.id, self.kind, self.counties)

    @property
    def adds_up(self) -> bool:
        """Whether it takes no other's place: a register's rows, each of which replaces those of the same key."""
        return self.kind == "changes" and self.since is None

    def verdict(self) -> dict[str, str | int | None]:
        """Give the row that gate 1 judges."""
        refusing = [rule for rule in self.findings["rule"] if RULES[rule].effect is Effect.REFUSES_DELIVERY]
        lost = self.tables.select(
            pl.col("rows_read") - pl.col("rows_accepted") - pl.col("rows_refused")
        ).to_series()
        return {
            "name": _title(self.delivery),
            "source": self.delivery.source,
            "county_code": next(iter(self.counties)) if len(self.counties) == 1 else None,
            "feedback": f"{self.delivery.source}/{self.delivery.id}",
            "refused": not self.accepted,
            "refusals": len(refusing) if self.blocks else 0,
            "rows_lost": int(lost.abs().sum()),
        }


def take_in(settings: Settings, last: Period, progress: Progress = lambda _: None) -> list[Judged]:
    """Judge every delivery of the landing folder up to a period; set aside what is accepted and new to the lake."""
    shutil.rmtree(settings.incoming, ignore_errors=True)
    settings.make_root()
    key = read_key(settings.key_file, may_make=lake_is_empty(settings))
    with kept_for_reading(KEPT):
        judged = _judge_all(settings, landing.deliveries(settings, last), key, progress)
    judged = _with_their_base(settings, _without_contradictions(settings, judged))
    judged = [replace(one, blocks=not one.accepted and not _made_up_for(one, judged)) for one in judged]
    settings.incoming.mkdir(parents=True, exist_ok=True)
    pl.DataFrame([one.verdict() for one in judged], schema=VERDICTS).write_parquet(
        settings.incoming / "verdicts.parquet"
    )
    return judged


def read_verdicts(settings: Settings) -> pl.DataFrame:
    """Give what gate 1 judges, a row a delivery.

    name, source, county_code (of one county's), feedback (folder in quarantine), refused, refusals (not made up for),
    rows_lost.
    """
    return pl.read_parquet(settings.incoming / "verdicts.parquet")


def admit(settings: Settings) -> list[str]:
    """Move all that waits into the lake, in the order of arrival; gives the deliveries moved.

    A table that nobody sent yet is there, empty.
    """
    for name, known in SOURCES.items():
        for table in known.contract.tables:
            _make_empty(settings.lake / name / table.name / "none.parquet", table.lake_schema)
        _make_empty(settings.lake / name / GONE / "none.parquet", PLACE)
    moved = []
    for name, known in SOURCES.items():
        lake = settings.lake / name
        links = chains(lake)
        for receipt in _waiting(settings, name):
            delivery, chain = receipt["delivery"].item(), links.setdefault(receipt["chain"].item(), [])
            waiting = settings.incoming / name / delivery
            if delivery not in chain:
                store(lake, waiting, receipt, chain, known.contract)
                chain.append(delivery)
            shutil.rmtree(waiting)
            moved.append(delivery)
    return moved


def check(
    source: str,
    path: Path,
    period: Period | None,
    settings: Settings,
    key: bytes,
    earlier: Earlier = nothing_earlier,
) -> Reading:
    """Read and judge one delivery by itself; `earlier` helps to say of which UAT the rows of changes are."""
    reading = read_delivery(source, path, period, key, earlier)
    if period and period.end > settings.as_of:
        reading.findings.add("quarter-not-ended", file=path.name, detail=str(period))
    return reading


def _waiting(settings: Settings, source: str) -> list[pl.DataFrame]:
    """Give the receipts of what waits, in the order of arrival."""
    receipts = map(pl.read_parquet, (settings.incoming / source).glob(f"*/{RECEIPT}.parquet"))
    return sorted(receipts, key=lambda receipt: receipt.select("seen", "period", "delivery").row(0))


def _make_empty(path: Path, schema: dict[str, pl.DataType]) -> None:
    rows = pl.DataFrame(schema=schema | {"delivery": pl.String()})
    if not path.exists() or pl.read_parquet_schema(path) != rows.schema:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}")
        rows.write_parquet(draft)
        draft.replace(path)


def _title(delivery: Delivery) -> str:
    return f"{delivery.source}/{delivery.period}/{printable(delivery.path.name)}"


def _known(settings: Settings, delivery: Delivery) -> Judged | None:
    """Give the verdict on a delivery that is in the lake already."""
    if not receipt_of(settings, delivery).exists():
        return None
    counties = pl.read_parquet(receipt_of(settings, delivery, COUNTIES))
    receipt = pl.read_parquet(receipt_of(settings, delivery)).row(0, named=True)
    return Judged(
        delivery,
        accepted=True,
        counties=frozenset(counties.filter("covers")["county_code"].fill_null(COUNTRY)),
        kind=receipt["kind"],
        since=receipt["since"],
        findings=Findings().frame(),
        tables=pl.read_parquet(receipt_of(settings, delivery, "delivery_tables")),
    )


def _judge_all(
    settings: Settings, deliveries: list[Delivery], key: bytes, progress: Progress
) -> list[Judged]:
    """Judge deliveries, in their order; those that are large do their quarter's side by side.

    None builds on another of its quarter.
    """
    new = [one for one in deliveries if not receipt_of(settings, one).exists()]
    told = set(told_in_lake(settings))
    with ExitStack() as stack:
        count = _workers_for(new, cores())
        pool = None
        if count > 1:
            pool = stack.enter_context(workers(count))
            forget_kept()
        judged: list[Judged] = []
        for _, quarter in groupby(deliveries, key=lambda one: (one.seen, one.period)):
            together = list(quarter)
            begun: dict[Delivery, Future[Judged]] = {}
            if pool and len(together) > 1:
                largest_first = sorted(set(together) & set(new), key=lambda one: -unpacked_size(one.path))
                begun = {one: pool.submit(_judge, settings, one, key, told) for one in largest_first}
            for one in together:
                progress(_title(one))
                if one in begun:
                    judged.append(_result(begun[one]))
                else:
                    judged.append(_known(settings, one) or _judge(settings, one, key, told))
            told |= {one.told for one in judged[-len(together) :] if one.accepted}
        return judged


def _workers_for(new: list[Delivery], most: int) -> int:
    """Say how many processes are to judge deliveries: 1 where others would take longer to start, or room is short."""
    sizes = [unpacked_size(one.path) for one in new]
    quarters = Counter((one.seen, one.period) for one in new)
    if sum(sizes) < SIDE_BY_SIDE_FROM:
        return 1
    room = int(MEMORY_OF_WORKERS / (MEMORY_OF_A_BYTE * max(sizes)))
    return max(min(most, max(quarters.values()), room), 1)


def _result(begun: Future[Judged]) -> Judged:
    """Give what a worker found; its errors are raised as if they had happened here."""
    fault = begun.exception()
    if fault is not None:
        raise fault from None
    return begun.result()


def _judge(settings: Settings, delivery: Delivery, key: bytes, told: set[Told]) -> Judged:
    period, earlier = Period.parse(delivery.period), told_before(settings, delivery, told)
    reading = check(delivery.source, delivery.path, period, settings, key, earlier)
    findings = reading.findings.frame()
    tables = counted(delivery, reading)
    if reading.accepted:
        set_aside(settings, delivery, reading, tables)
    _tell(settings, delivery, findings, reading.tables)
    counties = reading.covered or frozenset({COUNTRY} if reading.accepted else ())
    return Judged(delivery, reading.accepted, counties, reading.kind, reading.since, findings, tables)


def _without_contradictions(settings: Settings, judged: list[Judged]) -> list[Judged]:
    """Refuse deliveries that came in one run for the same source, quarter and counties: which is right is not known."""
    return [
        _refused(
            settings, one, "deliveries-contradict", ", ".join(rival.delivery.path.name for rival in rivals)
        )
        if (rivals := _rivals(one, judged))
        else one
        for one in judged
    ]


def _with_their_base(settings: Settings, judged: list[Judged]) -> list[Judged]:
    """Refuse changes on a delivery that is not there, and then the changes on these."""
    there = {(one.source, one.period, county) for one in told_in_lake(settings) for county in one.counties}
    checked: dict[int, Judged] = {}
    for place, one in sorted(enumerate(judged), key=lambda placed: placed[1].delivery.period):
        source, period = one.delivery.source, one.delivery.period
        if one.accepted and one.since and not {(source, one.since, c) for c in one.counties} <= there:
            checked[place] = _refused(settings, one, "changes-without-base", one.since)
        else:
            checked[place] = one
        if checked[place].accepted:
            there |= {(source, period, county) for county in one.counties}
    return [checked[place] for place in range(len(judged))]


def _rivals(one: Judged, judged: list[Judged]) -> list[Judged]:
    if not one.accepted:
        return []
    return [
        other
        for other in judged
        if other.accepted
        and other.delivery != one.delivery
        and (other.delivery.source, other.delivery.period) == (one.delivery.source, one.delivery.period)
        and other.delivery.seen == one.delivery.seen
        and not (other.adds_up and one.adds_up)
        and other.counties & one.counties
    ]


def _refused(settings: Settings, one: Judged, rule: str, detail: str) -> Judged:
    """Refuse a delivery for what it is beside the others; one that was let in stays."""
    if receipt_of(settings, one.delivery).exists():
        return one
    findings = Findings()
    findings.add(rule, file=one.delivery.path.name, detail=detail)
    frame = pl.concat([findings.frame(), one.findings])
    shutil.rmtree(settings.incoming / one.delivery.source / one.delivery.id)
    counts = one.tables.rename(
        {"table_name": "table", "rows_read": "read", "rows_accepted": "accepted", "rows_refused": "refused"}
    )
    _tell(settings, one.delivery, frame, counts.drop("delivery").to_dicts())
    return replace(one, accepted=False, findings=frame)


def _tell(
    settings: Settings, delivery: Delivery, findings: pl.DataFrame, tables: list[dict[str, str | int]]
) -> None:
    """Write the feedback to the sender."""
    folder = settings.quarantine / delivery.source / delivery.id
    title = SOURCES[delivery.source].contract.title
    write_feedback(folder, compose(delivery.path.name, findings, tables, title, delivery.period))


def _made_up_for(refused: Judged, judged: list[Judged]) -> bool:
    """Say whether a later delivery of the same source, quarter and counties was accepted.

    For one whose counties could not be read nobody can say so: it blocks until it is taken out of the landing folder.
    """
    return bool(refused.counties) and any(
        other.accepted
        and (other.delivery.source, other.delivery.period)
        == (refused.delivery.source, refused.delivery.period)
        and other.delivery.seen > refused.delivery.seen
        and refused.counties <= other.counties
        for other in judged
    )
