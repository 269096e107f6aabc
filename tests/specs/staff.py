"""Teams and who works in them, as records of SPOR."""

from specs.formats import FORMATS, FORMED, SPOR
from specs.records import cells_of
from specs.rows import Row, rows
from specs.village import Village


def staff(village: Village) -> None:
    """Put the teams of a spec and their members into the records; a place with members and no team gets one."""
    for row in rows(village.spec, "Teams"):
        cells = cells_of(row, FORMATS["Teams"], SPOR["teams"])
        place = village.country.home(village.spec, row)
        village.name(row, "team", village.records.add("teams", **{**cells, "uat": place}))
    for row in rows(village.spec, "Team"):
        name = row.text("worker")
        if ("worker", name) not in village.named:
            village.name(row, "worker", village.records.add("workers", profession=row.text("profession")))
        cells = cells_of(row, FORMATS["Team"], SPOR["team_members"])
        member = {
            "team_id": village.key(row, "team") or _team(village, row),
            "worker_id": village.key(row, "worker"),
        }
        village.records.add("team_members", **{**cells, **member})


def _team(village: Village, row: Row) -> str:
    """Give the team of a place, made where no team is told of."""
    place = village.country.home(village.spec, row)
    if told := [
        village.named["team", team.text("team")]
        for team in rows(village.spec, "Teams")
        if village.country.home(village.spec, team) == place
    ]:
        return told[0]
    known = ("team of", place)
    if known not in village.named:
        village.named[known] = village.records.add("teams", uat=place, formed_on=FORMED)
    return village.named[known]
