"""The tables that a spec may have: their titles, columns and defaults. Columns come from the exchange contracts."""

from orchestration.settings import PROJECT
from orchestration.sources import contract
from orchestration.sources.registers.reader import REGISTERS
from quality.catalogue import seed
from specs.cells import Column
from specs.columns import Format, day, findings, form, joined, moment

SPOR = contract.load(PROJECT / "orchestration" / "sources" / "spor" / "datapackage.json")
AMC = contract.load(PROJECT / "orchestration" / "sources" / "amc" / "datapackage.json")
VULNERABILITIES = seed("vulnerabilities")
RECORDED, ASSESSED, SIGNED, FORMED, DAY = "2025-01-10", "2025-03-01", "2025-03-15", "2024-01-08", "2025-11-03"


CODES = {*VULNERABILITIES["vulnerability"], *VULNERABILITIES["dimension"]}
NURSES_CODES = set(seed("source_codes").filter(source="amc")["code"])
PERSON = findings(CODES, "-") | form(SPOR["person_assessments"], activity_status="activity").columns
HOUSEHOLD = (
    findings(CODES)
    | form(SPOR["assessments"], "worker", annual_income="income", assessed_at="-", kind="-").columns
    | {"kind": Column("kind", "kind", values=("initial", "reassessment", "closing"))}
)
NURSES = form(AMC["beneficiaries"], "place family", "who", gender="sex", date_of_birth="born", work_status="work",
                 created_at=f"recorded={RECORDED} 09:00:00", updated_at="-", status="-", type="type=regular",
                 reason_removed="removal_reason")  # fmt: skip
PEOPLE = form(SPOR["persons"], "household", "who", birth_date="born", registered_at="recorded",
                 removed_at="removed")  # fmt: skip
MEMBER = form(SPOR["memberships"], joined_on="joined", left_on="left")

FORMATS = {
    "People (nurses)": joined(NURSES, moment("removed"), moment("assessed"),
                            {"found": Column("found", "found", "codes", NURSES_CODES)}),
    "People": joined(PEOPLE, MEMBER.columns, PERSON, {"assessed": Column("assessed", "assessed", "moment or none")}),
    "Households": joined(
        form(SPOR["households"], "place", "household", marginalised_area="marginalised",
                registered_at="recorded", closed_at="closed"),
        HOUSEHOLD, moment("assessed"),
    ),
    "Assessments": joined(Format({"household": Column("household", "household")}), HOUSEHOLD,
                        moment("assessed", ASSESSED, required=True), {"people": Column("people", "people", "names")}),
    "Answers": joined(Format({"person": Column("person", "person")}), PERSON, day("assessed")),
    "Memberships": form(SPOR["memberships"], "person household", joined_on="joined", left_on="left"),
    "Plans and actions": joined(
        form(SPOR["planned_actions"], "household person name", due_on="due", done_on="done"),
        day("signed", SIGNED), day("until"), day("assessed"),
    ),
    "Results": joined(form(SPOR["results"], "household person", agreed_on="agreed"), day("signed")),
    "Services": form(SPOR["services"], "household person planned worker", mode="mode=direct",
                        provider="provider=team", started_on=f"started={DAY}", ended_on="ended"),
    "Visits": form(SPOR["visits"], "household notification worker", visited_at=f"visited={DAY} 10:00:00",
                      place="where=home"),
    "Notifications": form(SPOR["notifications"], "household place", "notification",
                             received_at=f"received={DAY} 10:00:00", channel="channel=phone"),
    "Activities": form(SPOR["activities"], "place worker", held_on=f"held={DAY}", kind="kind=information"),
    "Satisfaction": form(SPOR["satisfaction"], "household", asked_on=f"asked={DAY}"),
    "Team": joined(form(SPOR["team_members"], "team place", "worker", joined_on=f"joined={FORMED}", left_on="left",
                         fte="fte=1"), form(SPOR["workers"]).columns),
    "Teams": form(SPOR["teams"], "place", "team", formed_on=f"formed={FORMED}", ended_on="ended"),
    "Cases": joined(form(AMC["interventionable_cases"], "person", initiator="initiator=nurse"),
                  moment("opened", f"{DAY} 10:00:00", required=True), moment("closed"),
                  form(AMC["interventions"], integrated="integrated=0", vulnerability_id="found", created_at="-",
                          closed_at="-").columns),
    "Nurse services": joined(
        form(AMC["interventionable_individual_services"], "person", date=f"date={DAY}", status="status=realized"),
        {"code": Column("code", "code", default="SIC_01", shape="[A-Z]{2,4}_[0-9]{2,3}")},
        form(AMC["interventions"], integrated="integrated=0", vulnerability_id="found", created_at="-",
                closed_at="-").columns),
    "Places": joined(Format({}, "place"), {"place": Column("place", "place"), "kind": Column(
        "kind", "kind", values=("commune", "town", "municipality"), default="commune", required=True)}),
    "Expected": form(None, "indicator breakdown category of_them people value low high geo place quarter"),
}  # fmt: skip
REGISTER_TITLES = {
    "Population": "population", "Programme": "programme", "Minimum income": "minimum_income",
    "Unemployment": "unemployment", "Licensed services": "social_services", "Accreditation": "accreditation",
    "Costs": "costs", "Marginalisation": "marginalisation", "School drop-out": "school_dropout",
}  # fmt: skip
_DEFAULTS = {
    "Population": {"year": "year=2025", "sex": "sex=female", "age": "age=30"},
    "Programme": {"wave": "wave=1", "joined_on": "joined=2024-01-01", "left_on": "left"},
    "Minimum income": {"month": "month=2025-12"},
    "Unemployment": {"month": "month=2025-12"},
    "Licensed services": {"licensed_from": "licensed_from=2024-01-01"},
    "Accreditation": {"accredited_from": "accredited_from=2024-01-01"},
    "Costs": {"period": "period=2025-Q4", "kind": "kind=spent", "category": "category=staff",
              "funds": "funds=european"},
    "Marginalisation": {},
    "School drop-out": {"school_year": "school_year=2024-2025", "level": "level=primary"},
}  # fmt: skip
FORMATS |= {
    title: form(REGISTERS[name].contract.tables[0], "place", **_DEFAULTS[title])
    for title, name in REGISTER_TITLES.items()
}
