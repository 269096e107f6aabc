"""What the systems found of people: states, their findings, and the dimensions that each state tells of.

Each function gives three frames: states (record, recorded_at, record_id, work_status), findings (state, vulnerability,
dimension) and told (state, dimension); `state` is the index of the first.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from pandas_lake import current_spor, lake, seed


def known_findings(findings: pd.DataFrame, source: str) -> pd.DataFrame:
    """Add vulnerability and dimension; dimensions on which the source does not speak are no dimension."""
    codes = seed("source_codes")
    codes = codes.loc[codes["source"] == source, ["code", "vulnerability"]]
    codes = codes.merge(seed("vulnerabilities")[["vulnerability", "dimension"]], on="vulnerability")
    codes = codes[codes["dimension"].isin(speakers(source))]
    return findings.merge(codes, on="code", how="left")


def speakers(source: str) -> list[str]:
    """The dimensions on which a source speaks."""
    precedence = seed("source_precedence")
    spoken = precedence.loc[precedence["source"] == source, "attribute"]
    return sorted(set(spoken) & set(seed("dimensions")["dimension"]))


def amc_states(data: Path, people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The nurses' states tell of all dimensions on which they speak."""
    columns = ["id", "beneficiary_id", "codes", "created_at"]
    entries = lake(data, "amc/vulnerability_entries", columns, people["delivery"].unique())
    entries = entries.merge(
        people[["delivery", "id", "record"]].rename(columns={"id": "beneficiary_id"}),
        on=["delivery", "beneficiary_id"],
    )
    entries = entries[entries["codes"].str.len() > 0].reset_index(drop=True)
    findings = pd.DataFrame({"state": entries.index, "code": entries["codes"]}).explode("code")
    findings = known_findings(findings.astype({"code": "str"}), "amc").dropna(subset=["dimension"])
    states = pd.DataFrame(
        {"record": entries["record"], "recorded_at": entries["created_at"], "record_id": entries["id"]}
    )
    told = pd.MultiIndex.from_product([states.index, speakers("amc")], names=["state", "dimension"])
    return states, findings, told.to_frame(index=False)


def primero_states(cases: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A case tells of the dimensions in which it holds a concern, since it was registered."""
    cases = cases[cases["is_counted"] & (cases["protection_concerns"].str.len() > 0)].reset_index(drop=True)
    findings = pd.DataFrame({"state": cases.index, "code": cases["protection_concerns"]}).explode("code")
    findings = known_findings(findings.astype({"code": "str"}), "primero").dropna(subset=["dimension"])
    states = pd.DataFrame({"record": cases["record"], "recorded_at": cases["recorded_at"], "record_id": 0})
    return states, findings, findings[["state", "dimension"]].drop_duplicates()


def spor_states(
    data: Path, force: pd.DataFrame, people: pd.DataFrame, households: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """An assessment answers vulnerability by vulnerability, of a person or of everybody assessed in the household."""
    assessments = current_spor(data, force, "assessments", ["household_id", "assessed_at"])
    assessments = assessments.merge(households[["scope", "household_id"]], on=["scope", "household_id"])
    assessments = assessments[["scope", "id", "assessed_at"]].rename(columns={"id": "assessment_id"})
    answers = current_spor(
        data, force, "person_assessments", ["assessment_id", "person_id", "activity_status"]
    )
    answers = answers.merge(assessments, on=["scope", "assessment_id"])
    answers = answers.merge(people[["scope", "person_id", "record"]], on=["scope", "person_id"])
    answers = answers.sort_values(["period", "id"]).drop_duplicates(["assessment_id", "record"], keep="last")
    statuses = seed("activity_statuses")[["activity_status", "work_status"]]
    answers = answers.merge(statuses, on="activity_status", how="left")
    answers["state"] = np.arange(len(answers))

    found = current_spor(data, force, "findings", ["assessment_id", "person_id", "vulnerability", "state"])
    found = found.rename(columns={"vulnerability": "code", "state": "answer"})
    found = found.loc[
        found["answer"].isin(["present", "absent"]), ["scope", "assessment_id", "person_id", "code", "answer"]
    ]
    answered = answers[["scope", "assessment_id", "person_id", "state"]]
    of_household = found[found["person_id"].isna()].drop(columns="person_id")
    findings = pd.concat(
        [
            found.dropna(subset=["person_id"]).merge(answered, on=["scope", "assessment_id", "person_id"]),
            of_household.merge(answered, on=["scope", "assessment_id"]),
        ]
    )[["state", "code", "answer"]]
    answers = answers[answers["state"].isin(findings["state"])]
    findings = known_findings(findings, "spor").dropna(subset=["dimension"])
    states = answers.set_index("state")[["record", "assessed_at", "assessment_id", "work_status"]]
    states = states.rename(columns={"assessed_at": "recorded_at", "assessment_id": "record_id"})
    told = findings[["state", "dimension"]].drop_duplicates()
    findings = findings[findings["answer"] == "present"]
    return states, findings[["state", "vulnerability", "dimension"]].drop_duplicates(), told
