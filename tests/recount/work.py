"""What teams do, from notification to satisfaction (PRO-05 to PRO-17, SAT)."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from recount.calendar import Quarter, local_day, months_later, threshold
from recount.cells import Cells, Place
from recount.rows import Drawn, Row
from recount.steps import last_day_of


def _place(row: Row) -> Place:
    return Place(row["county"], row["siruta"])


def count_notifications(cells: Cells, drawn: Drawn) -> None:
    """PRO-05 and PRO-06: notifications whose 72 hours ended in the quarter."""
    of_household, answering = (
        drawn.by("spor/visits", "household_key"),
        drawn.by("spor/visits", "notification"),
    )
    for row in drawn.rows("spor/notifications"):
        due: datetime = row["received_at"] + timedelta(hours=threshold("first_visit_hours"))
        household = row["household_key"]
        visits = answering.get(row["notification"], []) + (
            of_household.get(household, []) if household else []
        )
        seen = any(row["received_at"] <= visit["visited_at"] <= due for visit in visits)
        known = seen or household is not None
        for quarter in drawn.quarters:
            if quarter.holds(local_day(due)):
                cells.add("PRO-06", quarter, _place(row), {}, not known)
                if known:
                    cells.add("PRO-05", quarter, _place(row), {}, seen)


def count_reassessments(cells: Cells, drawn: Drawn) -> None:
    """PRO-07: households to be assessed again in the quarter; of several assessments the last one says when."""
    for key, own in drawn.by("spor/assessments", "household_key").items():
        home = drawn.households[key]
        own.sort(key=lambda row: (row["assessed_at"], row["assessment"]))
        due: dict[str, tuple[Quarter, Row, bool]] = {}
        for row, following in zip(own, [*own[1:], None], strict=True):
            due_on = months_later(local_day(row["assessed_at"]), int(threshold("reassessment_months")))
            closed = local_day(home["closed_at"])
            for quarter in drawn.quarters:
                if quarter.holds(due_on) and row["kind"] != "closing" and (closed is None or closed > due_on):
                    in_time = following is not None and local_day(following["assessed_at"]) <= due_on
                    due[quarter.period] = quarter, row, in_time
        for quarter, row, in_time in due.values():
            if row["risk_class"] != "none":
                cells.add("PRO-07", quarter, _place(home), {"area": home["area"]}, in_time)


def count_cases(cells: Cells, drawn: Drawn) -> None:
    """PRO-08 and PRO-13: households whose signed plan runs at the quarter's end; PRO-09: nurses' cases."""
    profession = {row["worker"]: row["profession"] for row in drawn.rows("spor/team_members")}
    contacts: dict[str, list[tuple[date, str | None]]] = defaultdict(list)
    for row in drawn.rows("spor/visits"):
        contacts[row["household_key"]].append((local_day(row["visited_at"]), profession.get(row["worker"])))
    services = drawn.by("spor/services", "household_key")
    for key, own in services.items():
        contacts[key] += [(row["started_on"], profession.get(row["worker"])) for row in own]
    for key, plans in drawn.by("spor/plans", "household_key").items():
        home = drawn.households[key]
        for quarter in drawn.quarters:
            is_open = home["closed_at"] is None or home["closed_at"] >= quarter.ends_at
            runs = [
                plan
                for plan in plans
                if plan["signed_on"] and plan["signed_on"] <= quarter.last <= last_day_of(plan, home)
            ]
            if runs and is_open:
                since = months_later(quarter.first, 3 - 3 * int(threshold("case_quarters")))
                worked = {who for day, who in contacts[key] if since <= day <= quarter.last} - {None}
                begun = sum(quarter.holds(row["started_on"]) for row in services.get(key, []))
                cells.add("PRO-08", quarter, _place(home), {"area": home["area"]}, len(worked) >= 2)
                cells.add("PRO-13", quarter, _place(home), {"area": home["area"]}, begun)
    records = {row["record_key"]: row for row in drawn.records}
    for row in drawn.rows("amc/cases"):
        record = records[row["record_key"]]
        for quarter in drawn.quarters:
            if quarter.holds(local_day(row["opened_at"])):
                cells.add(
                    "PRO-09", quarter, _place(record), {"area": record["area"]}, bool(row["is_integrated"])
                )


def count_services(cells: Cells, drawn: Drawn) -> None:
    """PRO-10 to PRO-12, in the quarter in which a service began, or ended."""
    for row in drawn.rows("spor/services"):
        place, traits, referred = (
            _place(drawn.households[row["household_key"]]),
            {"action": row["action"]},
            row["mode"] == "referred",
        )
        for quarter in drawn.quarters:
            if quarter.holds(row["started_on"]):
                cells.add("PRO-10", quarter, place, traits, 1)
                cells.add("PRO-11", quarter, place, traits, referred)
            if quarter.holds(row["ended_on"]) and referred and row["outcome"]:
                cells.add("PRO-12", quarter, place, traits, row["outcome"] == "delivered")


def count_activities(cells: Cells, drawn: Drawn) -> None:
    """PRO-14 to PRO-17, in the quarter in which an activity was held."""
    for row in drawn.rows("spor/activities"):
        for quarter in drawn.quarters:
            if quarter.holds(row["held_on"]):
                where = (quarter, _place(row), {"dimension": row["dimension"]})
                cells.add("PRO-14", *where, 1)
                cells.add("PRO-15", *where, row["participants"])
                cells.add("PRO-16", *where, row["children"])
                cells.add("PRO-17", *where, row["participants"])


def count_satisfaction(cells: Cells, drawn: Drawn) -> None:
    """SAT-01 to SAT-03, in the quarter of the answer."""
    for row in drawn.rows("spor/satisfaction"):
        home = drawn.households[row["household_key"]]
        for quarter in drawn.quarters:
            if quarter.holds(row["asked_on"]):
                where = (quarter, _place(home), {"area": home["area"]})
                cells.add("SAT-03", *where, row["score"] is not None)
                if row["score"] is not None:
                    cells.add("SAT-01", *where, row["score"])
                    cells.add("SAT-02", *where, row["score"] >= 4)
