"""Assessments of households, answers of persons and findings, as records of SPOR."""

from specs.findings import findings
from specs.formats import FORMATS, SPOR
from specs.records import cells_of
from specs.village import Assessment, Household, Village


def assess(village: Village) -> None:
    """Put all assessments of a village into its records; the first is the initial one where nothing else is said."""
    for household in village.households.values():
        for number, day in enumerate(sorted(household.assessments)):
            assessment = household.assessments[day]
            kind = assessment.kind or ("reassessment" if number else "initial")
            _write(village, household, day, kind, assessment)


def _write(village: Village, household: Household, day: str, kind: str, assessment: Assessment) -> None:
    records, row = village.records, assessment.row
    answers = cells_of(row, FORMATS["Assessments"], SPOR["assessments"]) if row else {}
    answers |= {"household_id": household.key, "assessed_at": assessment.moment, "kind": kind}
    answers["worker_id"] = village.key(row, "worker") if row else None
    assessment.key = records.add("assessments", **answers)
    for code, state in (findings(row) if row else {}).items():
        records.add("findings", assessment_id=assessment.key, vulnerability=code, state=state)
    for name in _assessed(household, day, assessment):
        person, _ = village.people[name]
        answer = assessment.answers.get(name)
        cells = cells_of(answer, FORMATS["People"], SPOR["person_assessments"]) if answer else {}
        records.add("person_assessments", **{**cells, "assessment_id": assessment.key, "person_id": person})
        for code, state in (findings(answer) if answer else {}).items():
            records.add(
                "findings", assessment_id=assessment.key, person_id=person, vulnerability=code, state=state
            )


def _assessed(household: Household, day: str, assessment: Assessment) -> list[str]:
    """Give who was assessed: those whom the row names; else the members of the day, and all who answered."""
    if assessment.people is not None:
        return assessment.people
    there = household.on(day) if assessment.of_all else []
    if day == household.first:
        there = [name for name in there if name not in household.apart]
    return list(dict.fromkeys([*there, *assessment.answers]))
