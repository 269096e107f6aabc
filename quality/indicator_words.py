"""The words of the indicators' pages for the catalogue's codes: Romanian, English."""

Words = tuple[str, str]

UNITS_OF_ANALYSIS: dict[str, Words] = {
    "person": ("persoană în evidență la sfârșitul trimestrului", "person in evidence at the quarter's end"),
    "household": (
        "gospodărie cu membri în evidență la sfârșitul trimestrului",
        "household with members in evidence at the quarter's end",
    ),
    "need": ("nevoie: o vulnerabilitate a unei persoane", "need: a vulnerability of a person"),
    "notification": (
        "sesizare al cărei termen de 72 de ore s-a încheiat în trimestru",
        "notification whose 72 hours ended in the quarter",
    ),
    "reassessment": (
        "reevaluare cu termenul în trimestru",
        "re-assessment that was due in the quarter",
    ),
    "case": (
        "gospodărie cu un plan semnat, în derulare la sfârșitul trimestrului",
        "household with a signed plan under way at the quarter's end",
    ),
    "nurse_case": (
        "caz deschis în trimestru de un asistent medical comunitar",
        "case opened by a community nurse in the quarter",
    ),
    "service": ("serviciu început sau încheiat în trimestru", "service that began or ended in the quarter"),
    "activity": (
        "activitate pentru comunitate, ținută în trimestru",
        "community activity held in the quarter",
    ),
    "satisfaction": (
        "gospodărie întrebată în trimestru cât este de mulțumită",
        "household asked in the quarter how satisfied it is",
    ),
    "uat": ("UAT din program sau cu persoane în evidență", "UAT in the programme or with people in evidence"),
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
    "index": ("indice compus, sau o parte a lui", "composite index, or a part of it"),
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
        "sensibil: constatarea poate face rău persoanei dacă este ghicită; numerele mici nu se publică",
        "sensitive: the finding can harm the person if it is guessed; small numbers are not published",
    ),
    "institutional": (
        "despre instituții, nu despre persoane: regula numerelor mici nu se aplică",
        "about institutions and not about people: the rule of small numbers does not apply",
    ),
}
EACH: dict[str, Words] = {
    "vulnerability": (
        "câte un număr pentru fiecare vulnerabilitate: codul ei stă în locul lui `{vulnerability}`,"
        " al dimensiunii ei în locul lui `{dimension}`",
        "one number for each vulnerability: its code stands for `{vulnerability}`, its dimension's for `{dimension}`",
    ),
    "dimension": (
        "câte un număr pentru fiecare dimensiune: codul ei stă în locul lui `{dimension}`",
        "one number for each dimension: its code stands for `{dimension}`",
    ),
}
