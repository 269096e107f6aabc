"""A dozen invented cases of Satu Mare, as Primero holds them: what the examples and the tests are written from."""

from datetime import UTC, date, datetime
from uuid import UUID

from primero_export import Case

SATU_MARE, SUPUR, TARSOLT = "136483", "138921", "139143"


def _uuid(number: int) -> str:
    return str(UUID(int=0x20F40F2D_B538_4308_B498_E85A9DB0F100 + number))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _cnp(twelve: str) -> str:
    rest = sum(int(digit) * int(weight) for digit, weight in zip(twelve, "279146358279", strict=True)) % 11
    return f"{twelve}{1 if rest == 10 else rest}"


def _case(number: int, short: str, name: str, **data: object) -> Case:
    defaults = {
        "status": "open",
        "case_status_reopened": False,
        "sex": "female",
        "location_current": SATU_MARE,
        "estimated": False,
        "urgent_protection_concern": False,
        "risk_level": "medium",
        "protection_concerns": [],
    }
    return {"id": _uuid(number), "case_id_display": short, "name": name, **defaults, **data}


def _entry(number: int, **data: object) -> Case:
    return {"unique_id": _uuid(1000 + number), **data}


CASES: list[Case] = [
    _case(
        1,
        "4585f94",
        "Ioana Bota",
        registration_date=date(2025, 3, 5),
        date_of_birth=date(2014, 5, 27),
        age=10,
        national_id_no=_cnp("614052730001"),
        risk_level="high",
        protection_concerns=["street_child", "other"],
        protection_status="separated",
        urgent_protection_concern=True,
        assessment_requested_on=date(2025, 3, 6),
        approval_status_assessment="approved",
        date_case_plan=date(2025, 3, 20),
        occupation="- fără -",
        address_current='Str. Principală nr. 3, "la pod"\nscara 3',
        telephone_current="+40700000001",
        services_section=[
            _entry(
                1,
                service_type="food_service",
                service_response_day_time=_at("2025-03-31 10:30:00"),
                service_appointment_date=date(2025, 4, 1),
                service_implemented="implemented",
                service_implemented_day_time=_at("2025-03-31 21:30:00"),
                service_referral_notes='a spus "#{nu}"\nrevenim',
            ),
            _entry(2, service_type="family_seunification_service", service_implemented="not_implemented"),
        ],
        followup_subform_section=[
            _entry(3, followup_type="in_care", followup_date=date(2025, 5, 2), followup_comments="@casă")
        ],
        cp_case_plan_subform_case_plan_interventions=[
            _entry(
                4,
                intervention_service_to_be_provided="Consiliere; = plan",
                case_plan_timeframe=date(2025, 6, 30),
                intervention_service_success=True,
            )
        ],
        care_arrangements_section=[
            _entry(
                5,
                care_arrangements_type="foster_care",
                name_caregiver="Elena Pop",
                care_arrangement_started_date=date(2025, 3, 10),
            )
        ],
        family_details_section=[
            _entry(
                6,
                relation_name="Maria Bota",
                relation="mother",
                relation_is_caregiver=True,
                relation_is_alive="alive",
                relation_age=35,
            ),
            _entry(7, relation_name="Ion Bota", relation="grandfather", relation_is_alive="dead"),
        ],
    ),
    _case(
        2,
        "12e4567",
        "Maria-Elena Pop",
        status="closed",
        registration_date=date(2024, 11, 12),
        date_of_birth=date(2010, 3, 20),
        age=14,
        national_id_no=_cnp("610032030012"),
        location_current=SUPUR,
        protection_concerns=["disabled"],
        disability_type="physical_disability",
        date_closure=date(2025, 12, 9),
        closure_reason="formal_closing",
        services_section=[
            _entry(
                8,
                service_type="nfi_clothes_shoes_service",
                service_implemented="implemented",
                service_response_day_time=_at("2025-10-01 08:00:00"),
                service_implemented_day_time=_at("2025-10-02 09:15:00"),
            )
        ],
    ),
    _case(
        3,
        "0140421",
        "Andrei Ștefan Rostaș",
        sex="male",
        case_status_reopened=True,
        registration_date=date(2024, 2, 1),
        date_of_birth=date(2012, 1, 9),
        age=12,
        national_id_no=_cnp("512010930023"),
        location_current=TARSOLT,
        protection_concerns=["caafag"],
        date_closure=date(2025, 4, 30),
        closure_reason="other",
        risk_level="low",
    ),
    _case(
        4,
        "fb5d969",
        "Luca Ciurar",
        sex="male",
        status="transferred",
        registration_date=date(2025, 7, 14),
        age=6,
    ),
    _case(5, "3db62b5", "Ana Varga", status="duplicate", registration_date=date(2025, 8, 1), age=9),
    _case(6, "9293110", "Ildikó Szabó", age=3, estimated=True, location_current=SUPUR),
    _case(
        7,
        "7897e01",
        "Matei Boboc",
        sex="male",
        registration_date=date(2025, 10, 1),
        date_of_birth=date(2024, 12, 31),
        age=0,
        protection_concerns=["child_headed_household", "street_child"],
        protection_status="unaccompanied",
    ),
    _case(
        8,
        "af2ea62",
        "Sofia Mureșan",
        status="closed",
        registration_date=date(2025, 1, 20),
        date_of_birth=date(2009, 9, 9),
        date_closure=date(2026, 1, 8),
        closure_reason="formal_closing",
        location_current=TARSOLT,
        protection_concerns=["trafficked_smuggled"],
    ),
    _case(9, "96e9b63", "Daria Farkaș", registration_date=date(2025, 12, 31), age=15, location_current=SUPUR),
    _case(10, "dbed4d7", "Nicolae Bogdan", sex="male", registration_date=date(2025, 11, 3), age=17),
    _case(
        11, "407dba2", "Petru Oros", sex="male", registration_date=date(2023, 6, 18), age=8, status="closed"
    ),
    _case(
        12, "e0e006d", "Emma Lakatos", registration_date=date(2025, 9, 30), age=1, location_current=TARSOLT
    ),
]
