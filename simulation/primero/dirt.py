"""What makes a real export of cases hard to count, and how the server and the user who exports are set up."""

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True)
class PrimeroDirt:
    """Shares in [0, 1] of what is said before them. Invalid CNPs and misspelt names are `Slips`, not dirt."""

    #: of cases: a second record of the child; of these: one that nobody has marked as a duplicate
    recorded_twice: float = 0.03
    duplicate_not_marked: float = 0.15
    #: of cases
    missing_registration_date: float = 0.012
    entered_late: float = 0.05
    registered_at_turn: float = 0.03
    estimated_age: float = 0.02
    missing_sex: float = 0.005
    hidden_name: float = 0.03
    transferred: float = 0.03
    repeated_row: float = 0.005
    #: of cases: without a location, with one that is no SIRUTA code, with the UAT in place of the village
    without_location: float = 0.02
    unknown_location: float = 0.01
    uat_as_location: float = 0.5
    #: of transferred cases: with a date of closure
    transferred_with_closure: float = 0.3
    #: of closures: without a date, near a quarter's turn, opened again
    closed_without_date: float = 0.01
    closed_at_turn: float = 0.05
    reopened: float = 0.12
    #: of cases with a protection concern: one more that no list of ours has
    unknown_concern: float = 0.002
    #: of protection concerns: recorded only some weeks or months after the registration
    later_concern: float = 0.15
    #: of services: implemented in the hours about a quarter's turn; without a time though implemented; with one though
    #: not implemented; of a type that the server has retired
    service_near_turn: float = 0.15
    service_without_time: float = 0.02
    service_time_only: float = 0.01
    unknown_service: float = 0.005
    #: of free texts: full of quotes, line breaks, Ruby and formulas
    nasty_text: float = 0.4
    #: of subform entries, and of empty subforms: what is empty is written all the same (nil, [])
    explicit_nil: float = 0.2

    @classmethod
    def none(cls) -> Self:
        """An export as tidy as the system could write it."""
        return cls(**{field.name: 0.0 for field in fields(cls)})


@dataclass(frozen=True)
class Setup:
    """How Primero was asked.

    hidden: fields that the user may not see, by name (`risk_level`, `services_section`), those in a subform as
    `services_section.service_type` (such a field is missing in Excel only).
    closed: closed cases were asked for too; Primero's own filter leaves them out.
    old_ruby: a server with a Ruby before 3.4 (`"a"=>1`).
    romanian_months: the server is Romanian (months in Excel); romanian_ticks: the user is (tick boxes in Excel).
    numeric_cells: what looks like a number is one in Excel (CNPs, Case ID), as the gem `write_xlsx` has it.
    """

    hidden: frozenset[str] = frozenset()
    closed: bool = True
    old_ruby: bool = False
    romanian_months: bool = False
    romanian_ticks: bool = True
    numeric_cells: bool = False

    def sees(self, *names: str) -> bool:
        """Tell whether the user may see all of some fields."""
        return self.hidden.isdisjoint(names)
