"""The words of the indicators' pages for the catalogue's codes: Romanian, English."""

Words = tuple[str, str]

UNITS_OF_ANALYSIS: dict[str, Words] = {
    "person": ("persoană în evidență la sfârșitul trimestrului", "person in evidence at the quarter's end"),
    "household": (
        "gospodărie cu membri în evidență la sfârșitul trimestrului",
        "household with members in evidence at the quarter's end",
    ),
    "need": (
        "nevoie (o vulnerabilitate a unei persoane) deschisă în trimestru",
        "need (a vulnerability of a person) open in the quarter",
    ),
    "notification": (
        "sesizare al cărei termen de 72 de ore s-a încheiat în trimestru",
        "notification whose 72 hours ended in the quarter",
    ),
    "reassessment": (
        "reevaluare cu termenul în trimestru",
        "re-assessment that was due in the quarter",
    ),
    "case": ("gospodărie cu un plan în derulare", "household with a plan under way"),
    "nurse_case": ("caz deschis de asistentul medical comunitar", "case opened by a community nurse"),
    "service": ("serviciu început sau încheiat în trimestru", "service that began or ended in the quarter"),
    "activity": (
        "activitate pentru comunitate, ținută în trimestru",
        "community activity held in the quarter",
    ),
    "satisfaction": (
        "răspuns al unei gospodării, dat în trimestru",
        "a household's answer, given in the quarter",
    ),
    "uat": ("unitate administrativ-teritorială", "administrative unit (UAT)"),
    "budget": ("buget al unui UAT, după sursa banilor", "budget of a UAT, by source of the money"),
}
MEASURES: dict[str, Words] = {
    "share": (
        "pondere: câte îndeplinesc numărătorul, dintre cele care îndeplinesc numitorul; interval Wilson de 95 %",
        "share: how many of those in the denominator fulfil the numerator; Wilson 95 % interval",
    ),
    "rate": (
        "rată: suma numărătorului împărțită la suma numitorului; interval Byar de 95 %",
        "rate: sum of the numerator over sum of the denominator; Byar 95 % interval",
    ),
    "mean": (
        "medie a numărătorului, unde se cunoaște; interval de 95 % al distribuției normale",
        "mean of the numerator where it is known; normal 95 % interval",
    ),
    "ratio": (
        "raport: suma numărătorului împărțită la suma numitorului; fără interval",
        "ratio: sum of the numerator over sum of the denominator; without an interval",
    ),
    "count": ("număr; interval Byar de 95 %", "count; Byar 95 % interval"),
    "cumulative_incidence": ("incidență cumulată", "cumulative incidence"),
    "standardised_share": ("pondere standardizată direct după vârstă", "share directly standardised by age"),
    "median": ("mediană", "median"),
    "threshold": ("prag", "threshold"),
    "gini": ("coeficient Gini", "Gini coefficient"),
    "quintile_share_ratio": (
        "raportul quintilelor de venit (S80/S20)",
        "income quintile share ratio (S80/S20)",
    ),
    "poverty_gap": ("deficit median relativ față de prag", "relative median poverty gap"),
    "index": ("indice, de la 0 la 1", "index from 0 to 1"),
}
POLARITIES: dict[str, Words] = {
    "lower_is_better": ("mai mic este mai bine", "lower is better"),
    "higher_is_better": ("mai mare este mai bine", "higher is better"),
    "none": ("o diferență nu este nici bună, nici rea", "a difference is neither good nor bad"),
}
LEVELS: dict[str, Words] = {
    "country": ("țară", "country"),
    "county": ("județ", "county"),
    "uat": ("UAT", "UAT"),
}
#: breakdowns by codes, whose categories stand in catalogues of their own
BREAKDOWNS: dict[str, Words] = {
    "action": ("acțiune", "action"),
    "dimension": ("dimensiune", "dimension"),
    "vulnerability": ("vulnerabilitate", "vulnerability"),
    "wave": ("valul programului", "wave of the programme"),
    "funds": ("sursa banilor", "source of the money"),
}
SENSITIVITIES: dict[str, Words] = {
    "ordinary": (
        "obișnuit: numerele mici de persoane nu se publică",
        "ordinary: small numbers of people are not published",
    ),
    "sensitive": (
        "sensibil: ghicită, constatarea însăși face rău; numerele mici nu se publică",
        "sensitive: the finding itself harms if it is guessed; small numbers are not published",
    ),
    "institutional": (
        "despre instituții, nu despre persoane: nimic nu se ascunde",
        "about institutions and not about people: nothing is hidden",
    ),
}
EACH: dict[str, Words] = {
    "vulnerability": ("câte un număr pentru fiecare vulnerabilitate", "one number for each vulnerability"),
    "dimension": ("câte un număr pentru fiecare dimensiune", "one number for each dimension"),
}
