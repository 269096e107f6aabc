"""Primero's forms as far as the tests fill them in: labels and options in English, as its configuration has them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldOf:
    """A field: its name and its label; `labels`: of its options, where it has any."""

    name: str
    label: str
    labels: dict[str, str] | None = None


@dataclass(frozen=True)
class FormOf:
    """A form with fields of its own, and its subform: field, label, nested fields."""

    label: str
    fields: tuple[FieldOf, ...] = ()
    subform: tuple[str, str, tuple[FieldOf, ...]] | None = None


TICK = {"true": "Yes", "false": "No"}
YES_NO = {"true": "Yes", "false": "No"}
STATUS = {"open": "Open", "closed": "Closed", "transferred": "Transferred", "duplicate": "Duplicate"}
CONCERNS = {
    "street_child": "Street child",
    "caafag": "CAAFAG",
    "disabled": "Disabled",
    "trafficked_smuggled": "Trafficked/smuggled",
    "child_headed_household": "Child Headed Household",
    "other": "Other",
}
FORMS = (
    FormOf(
        "Assessment",
        (
            FieldOf(
                "approval_status_assessment",
                "Approval Status",
                {"approved": "Approved", "pending": "Pending"},
            ),
            FieldOf("assessment_requested_on", "Assessment started on"),
        ),
    ),
    FormOf(
        "Basic Identity",
        (
            FieldOf("case_id_display", "Case ID"),
            FieldOf("status", "Case Status", STATUS),
            FieldOf("case_status_reopened", "Case Reopened?", TICK),
            FieldOf("name", "Full Name"),
            FieldOf("name_nickname", "Nickname"),
            FieldOf("registration_date", "Date of Registration or Interview"),
            FieldOf("sex", "Sex", {"female": "Female", "male": "Male"}),
            FieldOf("age", "Age"),
            FieldOf("date_of_birth", "Date of Birth"),
            FieldOf("estimated", "Is the age estimated?", TICK),
            FieldOf("national_id_no", "National ID Number"),
            FieldOf("occupation", "Occupation"),
            FieldOf("address_current", "Current Address"),
            FieldOf(
                "location_current",
                "Current Location",
                {
                    "136483": "România::SatuMare::Satu Mare",
                    "138921": "România::SatuMare::Supur",
                    "139143": "România::SatuMare::Tîrșolț",
                },
            ),
            FieldOf("telephone_current", "Current Telephone"),
        ),
    ),
    FormOf(
        "Care Arrangements",
        (
            FieldOf("current_name_caregiver", "Name of Current Caregiver"),
            FieldOf(
                "current_care_arrangements_type",
                "What are the child's current care arrangements?",
                {"foster_care": "Foster care"},
            ),
            FieldOf("current_care_arrangement_started_date", "When did this care arrangement start?"),
        ),
        (
            "care_arrangements_section",
            "Nested Care Arrangements",
            (
                FieldOf(
                    "care_arrangements_type",
                    "What are the child's current care arrangements?",
                    {"foster_care": "Foster care", "parent_s": "Parent(s)"},
                ),
                FieldOf("name_caregiver", "Name of Current Caregiver"),
                FieldOf("care_arrangement_started_date", "When did this care arrangement start?"),
            ),
        ),
    ),
    FormOf(
        "Family Details",
        (),
        (
            "family_details_section",
            "Nested Family Details",
            (
                FieldOf("relation_name", "Name"),
                FieldOf(
                    "relation",
                    "How are they related to the child?",
                    {"mother": "Mother", "grandfather": "Grandfather"},
                ),
                FieldOf("relation_is_caregiver", "Is this person the caregiver?", TICK),
                FieldOf(
                    "relation_is_alive",
                    "Is this family member alive?",
                    {"alive": "Alive", "dead": "Dead", "unknown": "Unknown"},
                ),
                FieldOf("relation_age", "Age"),
            ),
        ),
    ),
    FormOf(
        "Follow Up",
        (),
        (
            "followup_subform_section",
            "Nested Followup Subform",
            (
                FieldOf(
                    "followup_type",
                    "Type of follow up",
                    {"in_care": "Follow up in Care", "for_service": "Follow up for Service"},
                ),
                FieldOf("followup_date", "Follow up date"),
                FieldOf("followup_comments", "Comments"),
            ),
        ),
    ),
    FormOf(
        "Protection Concerns",
        (
            FieldOf(
                "protection_status",
                "Protection Status",
                {"separated": "Separated", "unaccompanied": "Unaccompanied"},
            ),
            FieldOf("urgent_protection_concern", "Urgent Protection Concern?", YES_NO),
            FieldOf("risk_level", "Risk Level", {"high": "High", "medium": "Medium", "low": "Low"}),
            FieldOf("protection_concerns", "Protection Concerns", CONCERNS),
            FieldOf(
                "disability_type",
                "Disability Type",
                {"physical_disability": "Physical Disability", "both": "Both"},
            ),
        ),
    ),
    FormOf(
        "Closure",
        (
            FieldOf("status", "Case Status", STATUS),
            FieldOf(
                "closure_reason",
                "What is the reason for closing the child's file?",
                {"formal_closing": "Formal Closing", "other": "Other"},
            ),
            FieldOf("date_closure", "Date of Closure"),
        ),
    ),
    FormOf("Protection Concern Details", (FieldOf("protection_concerns", "Protection Concerns", CONCERNS),)),
    FormOf(
        "Services",
        (),
        (
            "services_section",
            "Nested Services",
            (
                FieldOf(
                    "service_type",
                    "Type of Service",
                    {
                        "food_service": "Food Service",
                        "family_seunification_service": "Family Reunification Service",
                        "nfi_clothes_shoes_service": "NFI/Clothes/Shoes Service",
                    },
                ),
                FieldOf("service_response_day_time", "Created on"),
                FieldOf("service_appointment_date", "Appointment Date"),
                FieldOf(
                    "service_implemented",
                    "Service implemented",
                    {"implemented": "Implemented", "not_implemented": "Not Implemented"},
                ),
                FieldOf("service_implemented_day_time", "Service Implemented On"),
                FieldOf("service_referral_notes", "Notes"),
            ),
        ),
    ),
    FormOf(
        "Case Plan",
        (FieldOf("date_case_plan", "Date Case Plan Initiated"),),
        (
            "cp_case_plan_subform_case_plan_interventions",
            "List of Interventions and Services",
            (
                FieldOf(
                    "intervention_service_to_be_provided", "Name of intervention / service to be provided"
                ),
                FieldOf("case_plan_timeframe", "Expected timeframe (end date)"),
                FieldOf("intervention_service_success", "Successfully implemented?", YES_NO),
            ),
        ),
    ),
)


def names(forms: Sequence[FormOf] = FORMS) -> list[str]:
    """The fields of a case, each once."""
    found: dict[str, None] = {}
    for form in forms:
        found |= dict.fromkeys(
            [field.name for field in form.fields] + ([form.subform[0]] if form.subform else [])
        )
    return list(found)
