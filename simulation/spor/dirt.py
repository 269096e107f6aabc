"""What makes a real export of household assessments hard to count: each as a share, to be switched off alone."""

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True)
class SporDirt:
    """Shares in [0, 1] of what is said before them. Invalid CNPs and misspelt names are `Slips`, not dirt."""

    #: of households: with a SIRUTA code that there is not; without any
    unknown_uat: float = 0.001
    without_uat: float = 0.002
    #: of households: closed or not, nobody of them is ever assessed
    never_assessed: float = 0.02
    #: of persons
    missing_birth_date: float = 0.01
    impossible_birth_date: float = 0.001
    missing_sex: float = 0.002
    #: of persons: entered a second time (some of these are struck later, some removed, some stay)
    entered_twice: float = 0.004
    #: of persons who died or left: nobody has noted it
    removal_not_noted: float = 0.06
    #: of a household's members at an assessment: not spoken of
    left_out: float = 0.04
    #: of answers
    empty_answer: float = 0.02
    #: of assessments: nothing at all was found out, not even that nothing is wrong
    without_findings: float = 0.008
    #: of assessments: saved a second time within the same second, with other findings
    equal_stamps: float = 0.003
    #: of assessments of a household that no plan rests on: struck some weeks later
    assessment_struck: float = 0.003
    #: of people assessed: a finding with a code that no catalogue has
    unknown_code: float = 0.01
    #: of household findings: said again of a person, and of these denied for the person
    said_of_person_too: float = 0.02
    #: of planned actions, of results: without the vulnerability that they answer
    without_vulnerability: float = 0.03
    #: of notifications of a household in evidence: nobody comes
    unanswered: float = 0.1
    #: of visits, of services: entered twice, struck some weeks later
    visit_struck: float = 0.006
    service_struck: float = 0.006
    #: of stamps: moved to the hours about the quarter's turn
    near_turn: float = 0.02
    #: of rows of the first weeks after a quarter: in the delivery of that quarter already
    after_period: float = 0.03
    #: of assessments and visits: entered weeks after they were held
    entered_late: float = 0.02

    @classmethod
    def none(cls) -> Self:
        """An export as tidy as the system could write it."""
        return cls(**{field.name: 0.0 for field in fields(cls)})
