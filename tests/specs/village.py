"""The households of a spec, by the names that its tables use."""

from dataclasses import dataclass, field

from specs.markdown import Spec
from specs.places import Country
from specs.records import Records
from specs.rows import Row


@dataclass
class Assessment:
    """An assessment of a household. `row` has the household's answers, `answers` those of persons.

    `people`: who was assessed, if told; else all members of the day where it is `of_all`, and those who answered.
    """

    moment: str
    of_all: bool = False
    kind: str | None = None
    row: Row | None = None
    people: list[str] | None = None
    answers: dict[str, Row] = field(default_factory=dict)
    key: str = ""


@dataclass
class Household:
    """A household. `first`: day of its first assessment; `members`: person, first and last day; `apart`: not then."""

    name: str
    key: str
    recorded: str
    first: str | None
    members: list[tuple[str, str, str | None]] = field(default_factory=list)
    apart: set[str] = field(default_factory=set)
    assessments: dict[str, Assessment] = field(default_factory=dict)

    def assessed(self, moment: str) -> Assessment:
        """Give the assessment of a day, a new one where there is none."""
        return self.assessments.setdefault(
            moment[:10], Assessment(moment if " " in moment else f"{moment} 10:00:00")
        )

    def on(self, day: str) -> list[str]:
        """Give the members of a day."""
        return [who for who, since, until in self.members if since <= day and not (until and until <= day)]


@dataclass
class Village:
    """Everybody in one spec: households, people (key and household) and all else that has a name, by kind and name."""

    country: Country
    spec: Spec
    records: Records
    households: dict[str, Household] = field(default_factory=dict)
    people: dict[str, tuple[str, Household]] = field(default_factory=dict)
    named: dict[tuple[str, str], str] = field(default_factory=dict)

    def household(self, row: Row) -> Household:
        """Give the household that a row names, or else that of its person."""
        name = row["household"]
        if not name and row.values.get("person"):
            return self.person(row)[1]
        if name not in self.households:
            raise row.fault(f"there is no household «{name or ''}»")
        return self.households[name]

    def person(self, row: Row) -> tuple[str, Household]:
        """Give the key and household of the person whom a row names."""
        if row["person"] not in self.people:
            raise row.fault(f"there is no person «{row['person'] or ''}»")
        return self.people[row.text("person")]

    def person_key(self, row: Row) -> str | None:
        return self.person(row)[0] if row["person"] else None

    def key(self, row: Row, kind: str) -> str | None:
        """Give the key of what a row names in a column, None where it names nothing."""
        name = row[kind]
        if name and (kind, name) not in self.named:
            raise row.fault(f"there is no {kind} «{name}»")
        return self.named[kind, name] if name else None

    def name(self, row: Row, kind: str, key: str) -> None:
        """Remember what a row names."""
        if name := row[kind]:
            if (kind, name) in self.named:
                raise row.fault(f"there are two of the name «{name}»")
            self.named[kind, name] = key
