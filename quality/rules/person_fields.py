"""The fields in which each source tells one thing of a person, `source.table.column`."""

BIRTH = ("amc.beneficiaries.date_of_birth", "spor.persons.birth_date", "primero.cases.date_of_birth")
SEX = ("amc.beneficiaries.gender", "spor.persons.sex", "primero.cases.sex")
CNP = ("amc.beneficiaries.cnp", "spor.persons.cnp", "primero.cases.national_id_no")
PLACE = ("amc.beneficiaries.city_id", "spor.households.uat", "primero.cases.location")
RECORDED = ("amc.beneficiaries.created_at", "spor.persons.registered_at", "primero.cases.registration_date")
REMOVED = ("amc.beneficiaries.status", "spor.persons.removed_at", "primero.cases.status")
STATES = ("amc.vulnerability_entries.id", "spor.person_assessments.id")
