"""What people answered at their newest SPOR assessment: school, work, health (RES-11 to RES-14, LIV-06, LIV-07)."""

from recount.calendar import Quarter
from recount.cells import Cells
from recount.people import Person

LOW = ("none", "primary", "lower_secondary")
WORK = ("employed", "self_employed")


def is_employed(person: Person) -> bool | None:
    """Whether somebody works, None if not answered."""
    status = person.answers.get("activity_status")
    return None if status is None else status in WORK


def in_education(person: Person) -> bool | None:
    """Enrolled, or in training in the last four weeks; under 18 the answer about enrolment is enough."""
    enrolled, training = person.answers.get("enrolled"), person.answers.get("training_4w")
    if training is None and person.aged(0, 17):
        training = 0
    if 1 in (enrolled, training):
        return True
    return None if None in (enrolled, training) else False


def count_answers(cells: Cells, people: dict[Quarter, list[Person]]) -> None:
    """Count those whose answers decide."""
    for quarter, everybody in people.items():
        for person in everybody:
            if not person.answers:
                continue
            said, employed = person.answers, is_employed(person)

            def add(indicator: str, holds: bool, person: Person = person, quarter: Quarter = quarter) -> None:
                cells.add(indicator, quarter, person.place, person.traits, holds)

            measure = said["active_measure"]
            supported = measure in ("training", "apprenticeship", "business_support")
            finished = said["grades_finished"] is not None and said["grades_finished"] >= 8
            counts = finished and said["enrolled"] == 0 and measure is not None
            if person.aged(15, 24) and counts and (employed is False or supported):
                add("RES-11", supported)
            if person.aged(0, 17) and said["family_doctor"] is not None:
                add("RES-12", said["family_doctor"] == 1)
            if said["pregnant"] == 1 and said["family_doctor"] is not None and person.answered <= 280:
                add("RES-13", said["family_doctor"] == 1)
            idle = said["able_to_work"] == 1 and employed is False and said["care_duties"] == 0
            if (
                person.aged(15, 64)
                and idle
                and said["registered_unemployed"] is not None
                and measure is not None
            ):
                add("RES-14", said["registered_unemployed"] == 1 and measure != "none")
            known = None not in (said["education"], said["enrolled"], said["training_4w"])
            if person.aged(18, 24) and known:
                add("LIV-06", said["education"] in LOW and said["enrolled"] == 0 and said["training_4w"] == 0)
            studies = in_education(person)
            # one answer is enough where it decides alone
            if person.aged(15, 29) and (employed or studies or None not in (employed, studies)):
                add("LIV-07", not employed and not studies)
