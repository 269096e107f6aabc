"""The catalogue's needs of people in one dimension, as its words have them: of which ages, and what is found."""

from collections.abc import Callable

from recount.people import Person

CHILDREN, ADULTS = (0, 17), (18, 999)
#: indicator: ages of the population; any of these is found. Its dimension's assessed people are counted.
FOUND = {
    "DOC-01": ((0, 13), "doc_no_birth_certificate"),
    "DOC-02": ((14, 999), "doc_no_identity_card"),
    "EDU-01": ((0, 2), "edu_not_in_nursery"),
    "EDU-02": ((3, 5), "edu_not_in_kindergarten"),
    "EDU-03": ((6, 15), "edu_not_in_school_6_10 edu_not_in_school_11_15"),
    "EDU-04": ((6, 10), "edu_not_in_school_6_10"),
    "EDU-05": ((11, 15), "edu_not_in_school_11_15"),
    "EDU-06": ((6, 17), "edu_dropout_risk edu_dropout_risk_special_needs"),
    "EDU-07": ((6, 17), "edu_dropped_out"),
    "EDU-08": (ADULTS, "edu_adult_illiterate"),
    "INC-01": (None, "inc_no_income"),
    "INC-02": (None, "inc_social_benefits"),
    "INC-03": ((65, 999), "inc_minimum_pension"),
    "INC-04": (None, "inc_poverty inc_extreme_poverty"),
    "INC-05": (None, "inc_extreme_poverty"),
    "INC-06": (CHILDREN, "inc_poverty inc_extreme_poverty"),
    "HOU-01": (None, "hou_unhealthy"),
    "HOU-02": (None, "hou_overcrowded"),
    "HOU-03": (None, "hou_homeless"),
    "HOU-04": (CHILDREN, "hou_unhealthy hou_overcrowded hou_homeless"),
    "FAM-01": ((65, 999), "fam_elderly_alone"),
    "FAM-02": (ADULTS, "fam_no_family"),
    "FAM-03": (CHILDREN, "fam_migrant_parents"),
    "FAM-04": (CHILDREN, "fam_no_parent_at_home fam_child_without_carer"),
    "FAM-05": (CHILDREN, "fam_separation_risk"),
    "FAM-06": (None, "fam_violence fam_abuse"),
    "FAM-07": (None, "fam_violence_risk fam_violence fam_abuse"),
    "FAM-08": (CHILDREN, "fam_neglect_risk"),
    "FAM-09": (CHILDREN, "fam_one_parent_at_home fam_single_parent_family"),
    "HEA-01": (ADULTS, "hea_uninsured"),
    "HEA-02": (None, "hea_no_family_doctor"),
    "HEA-03": (CHILDREN, "hea_no_family_doctor"),
    "HEA-04": (CHILDREN, "hea_child_unvaccinated"),
    "HEA-05": ((10, 17), "hea_minor_pregnant hea_minor_postpartum hea_minor_mother"),
    "HEA-06": ((15, 49), "hea_pregnant_not_with_doctor hea_pregnant_no_checks"),
    "HEA-07": (ADULTS, "hea_chronic_disease"),
    "HEA-08": (None, "hea_untreated_disease"),
    "HEA-09": (None, "hea_no_access_to_care"),
    "HEA-10": (None, "hea_disability_certified hea_disability_uncertified"),
    "HEA-11": (None, "hea_disability_uncertified"),
    "HEA-12": ((14, 999), "hea_smoker"),
    "HEA-13": ((14, 999), "hea_alcohol_use"),
    "HEA-14": ((14, 999), "hea_substance_risk_behaviour hea_psychotropic_use hea_addiction"),
    "HEA-15": (None, "hea_palliative_care_need"),
    "HEA-16": (ADULTS, "hea_cardiovascular"),
    "HEA-17": (ADULTS, "hea_diabetes"),
    "HEA-18": (None, "hea_mental_disorder hea_dementia"),
}
#: who else must be so, to be of the population
BESIDES: dict[str, Callable[[Person], bool]] = {
    "HEA-05": lambda person: person.sex == "female",
    "HEA-06": lambda person: person.sex == "female",
    "HEA-11": lambda person: bool(person.found & {"hea_disability_certified", "hea_disability_uncertified"}),
}
