"""Capacity, coverage and money of the programme's UATs (CAP, COV-03 to COV-06, MON)."""

from collections import defaultdict

from recount.calendar import Quarter, threshold
from recount.cells import Cells, Place
from recount.people import Person
from recount.rows import Drawn
from recount.uats import COUNTY_OF, Uat


def is_few(count: float) -> bool:
    """1 to 7: an average over so few would tell of persons."""
    return threshold("suppression_min") <= count <= threshold("suppression_max")


def population_of(drawn: Drawn) -> dict[str, dict[int, list[tuple[int, int]]]]:
    """Ages and people by UAT and year."""
    found: dict[str, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in drawn.rows("population"):
        found[str(row["uat"])][row["year"]].append((row["age"], row["people"]))
    return found


def newest(years: dict[int, list[tuple[int, int]]], quarter: Quarter) -> list[tuple[int, int]]:
    """The newest 1 January that is not after the quarter and not too old."""
    limit = int(threshold("population_years_max"))
    known = [year for year in years if quarter.last.year - limit <= year <= quarter.last.year]
    return years[max(known)] if known else []


def count_uats(
    cells: Cells, drawn: Drawn, uats: dict[Quarter, list[Uat]], people: dict[Quarter, list[Person]]
) -> None:
    """All but CAP-03 to CAP-11, which are of teams."""
    population = population_of(drawn)
    for quarter, everywhere in uats.items():
        for person in people[quarter]:
            if person.place.siruta is None and person.assessed:
                cells.add("COV-03", quarter, person.place, {}, 1, 0)
        delivered = quarter.period in drawn.delivered
        for uat in everywhere:
            where = (quarter, Place(COUNTY_OF[uat.siruta], uat.siruta), {"wave": uat.wave})
            inhabitants = sum(people for _, people in newest(population[uat.siruta], quarter))
            assessed = sum(bool(person.assessed) for person in uat.people)
            if inhabitants:
                cells.add("COV-03", *where, assessed, inhabitants)
            _money(cells, where, uat)
            if uat.wave is None:
                continue
            if inhabitants:
                cells.add("COV-04", *where, assessed, inhabitants)
            cells.add("COV-05", *where, 1)
            cells.add("COV-06", *where, delivered and bool(uat.people))
            cells.add("CAP-12", *where, uat.accredited)
            cells.add("CAP-13", *where, uat.licensed > 0)
            cells.add("CAP-14", *where, uat.licensed)
            _team(cells, where, uat)


def _team(cells: Cells, where: tuple[Quarter, Place, dict], uat: Uat) -> None:
    there = {profession for _, profession, part in uat.posts if part is None or part > 0}
    cells.add("CAP-01", *where, {"social_worker", "community_nurse", "school_counsellor"} <= there)
    by_worker: dict[str, list[float | None]] = defaultdict(list)
    for worker, profession, part in uat.posts:
        if profession == "social_worker":
            by_worker[worker].append(part)
    full = any(sum(part or 0 for part in parts) >= 1 for parts in by_worker.values())
    workers, staff = uat.full_time("social_worker"), uat.full_time()
    if full or workers is not None:
        cells.add("CAP-02", *where, not full)
    multi, at_risk = uat.households.count("multi_risk"), uat.households.count("at_risk")
    classified = len(uat.households) > uat.households.count(None) or not uat.households
    needed = multi / threshold("households_norm_multi_risk") + at_risk / threshold("households_norm_at_risk")
    if workers is not None:
        if not is_few(len(uat.households)):
            cells.add("CAP-03", *where, len(uat.households), workers)
        if classified and not is_few(multi + at_risk):
            cells.add("CAP-04", *where, needed, workers)
        if classified:
            cells.add("CAP-05", *where, needed > workers)
        if staff is not None:
            cells.add("CAP-10", *where, workers, staff)
            if staff > 0:
                cells.add("CAP-11", *where, workers >= threshold("social_worker_share_norm") * staff)
    if uat.full_days is not None:
        for kind, hours, reaches in (("field", "CAP-06", "CAP-07"), ("office", "CAP-08", "CAP-09")):
            minutes = uat.minutes.get(kind, 0)
            cells.add(hours, *where, minutes / 60, uat.full_days)
            if uat.full_days > 0:
                cells.add(reaches, *where, minutes >= 60 * threshold(f"{kind}_hours_norm") * uat.full_days)


def _money(cells: Cells, where: tuple[Quarter, Place, dict], uat: Uat) -> None:
    spent = [amount for (kind, _), amount in uat.money.items() if kind == "spent"]
    if spent and not is_few(len(uat.assisted)):
        cells.add("MON-01", *where, sum(spent), len(uat.assisted))
    if spent and not is_few(uat.reached):
        cells.add("MON-02", *where, sum(spent), uat.reached)
    for funds in {funds for _, funds in uat.money}:
        if ("spent", funds) in uat.money and ("budget", funds) in uat.money:
            quarter, place, _ = where
            amounts = uat.money["spent", funds], uat.money["budget", funds]
            cells.add("MON-03", quarter, place, {"funds": funds}, *amounts)
