"""The list of all indicators, a page beside theirs."""

from quality.catalogue import seed
from quality.markdown import table

MADE = (
    "Pagina se scrie singură din `seeds/indicators.csv`, `seeds/indicator_texts.csv` și din tabelele care o verifică,"
    " cu `python -m quality.indicator_pages`: nu o corectați aici."
)
INTRODUCTION = (
    "# Catalogul indicatorilor\n\n*The catalogue of indicators*\n\n"
    "Fiecare indicator are o pagină: ce spune, din cine, cum se calculează, pe ce se sprijină, cum poate înșela și"
    " tabelele mici care îl verifică. Un indicator nou este un rând în `seeds/indicators.csv` și unul în"
    " `seeds/indicator_texts.csv`.\n\n"
    "*Each indicator has a page: what it says, out of whom, how it is computed, what it rests on, how it can mislead,"
    " and the small tables that test it. A new indicator is a row in `seeds/indicators.csv` and one in"
    " `seeds/indicator_texts.csv`.*"
)
Row = dict[str, str | None]


def listed(rows: list[Row]) -> str:
    """Give the list of indicators by family: rows of the catalogue with their texts."""
    parts = [INTRODUCTION]
    for family in seed("families").to_dicts():
        own = [row for row in rows if row["family"] == family["family"]]
        lines = [
            (f"[{row['indicator']}]({row['indicator']}.md)", row["name_ro"], row["name_en"]) for row in own
        ]
        if own:
            parts.append(f"## {family['name_ro']} · *{family['name_en']}*")
            parts.append(table(["Cod · *Code*", "Denumire", "Name"], lines))
    return "\n\n".join([*parts, MADE]) + "\n"
