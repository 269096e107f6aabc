"""A page for each indicator, Romanian first, from the catalogue and from the tables that test it.

`python -m quality.indicator_pages` writes `docs/indicators/<code>.md` and the list of all, `README.md`.
"""

from collections.abc import Iterable
from pathlib import Path

from quality import indicator_words as words
from quality.catalogue import seed
from quality.frame_facts import columns_of, meanings
from quality.indicator_examples import codes_in, example, holding
from quality.indicator_list import MADE, Row, listed
from quality.indicator_words import Words
from quality.markdown import both, table

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "indicators"
SPECS = "../../tests/spec/indicators"
TESTED = (
    "Tabelele de mai jos sunt un test, scris în engleză: ce este în ele trece prin calea adevărată a datelor, iar"
    " numerele calculate trebuie să fie cele așteptate. · *The tables below are a test: what they hold goes the real"
    " way of the data, and the numbers that are counted must be those expected.*"
)


def pages() -> dict[str, str]:
    """Give all pages as Markdown, by file name."""
    texts = {row["indicator"]: row for row in seed("indicator_texts").to_dicts()}
    rows: list[Row] = [row | texts[row["indicator"]] for row in seed("indicators").to_dicts()]
    return {"README.md": listed(rows)} | {f"{row['indicator']}.md": page(row) for row in rows}


def page(row: Row) -> str:
    """Give the page of an indicator: a row of the catalogue with its texts."""
    head = f"# {row['indicator']} · {row['name_ro']}\n\n*{row['name_en']}*"
    return "\n\n".join([head, _facts(row), _source(row), _formula(row), _examples(row), MADE]) + "\n"


def _facts(row: Row) -> str:
    unit = _named("units", row["unit"])
    lines = [
        ("Definiție", "Definition", (row["definition_ro"], row["definition_en"])),
        ("Din cine", "Out of whom", (row["population_ro"], row["population_en"])),
        ("Familie", "Family", _named("families", row["family"])),
        ("Dimensiune", "Dimension", _named("dimensions", row["dimension"])),
        ("Unitatea de analiză", "Unit of analysis", words.UNITS_OF_ANALYSIS[row["unit_of_analysis"] or ""]),
        ("Măsura", "Measure", words.MEASURES[row["measure"] or ""]),
        ("Pe coduri", "By code", words.EACH.get(row["each"] or "")),
        ("Unitatea de măsură", "Unit", unit),
        ("Sensul", "Polarity", words.POLARITIES[row["polarity"] or ""]),
        ("Niveluri", "Levels", _joined(words.LEVELS[level] for level in (row["levels"] or "").split())),
        ("Defalcări", "Breakdowns", _joined(map(_breakdown, (row["breakdowns"] or "").split()))),
        ("Confidențialitate", "Disclosure", words.SENSITIVITIES[row["sensitivity"] or ""]),
        ("Atenție", "Caveat", (row["caveat_ro"], row["caveat_en"])),
    ]
    told = [(f"{ro} · *{en}*", *said) for ro, en, said in lines if said and said[0]]
    return table(["", "Română", "English"], told)


def _source(row: Row) -> str:
    return f"**Sursa** · *Source*: {row['source']}"


def _formula(row: Row) -> str:
    """Say what is counted, and what the columns mean of which the expressions are made."""
    head = "## Calculul · *How it is computed*"
    parts = [
        f"- {name}: `{expression}`"
        for name, expression in (
            ("Numărător · *Numerator*", row["numerator"]),
            ("Numitor · *Denominator*", row["denominator"]),
        )
        if expression
    ]
    if not parts:
        model = "Se calculează într-un model al său, nu ca sumă. · *Computed by a model of its own, not as a sum.*"
        return f"{head}\n\n{model}"
    unit = row["unit_of_analysis"] or ""
    names = columns_of(f"{row['numerator'] or ''} {row['denominator'] or ''}")
    told = [(f"`{name}`", both(*meanings(unit).get(name, ("", "")))) for name in names]
    columns = table(["Coloană · *Column*", "Ce înseamnă · *Meaning*"], told) if told else ""
    frame_named = f"Din tabelul `indicators.{unit}_quarter` · *from the table of that name*."
    return "\n\n".join(part for part in (head, "\n".join(parts), frame_named, columns) if part)


def _examples(row: Row) -> str:
    code = row["indicator"] or ""
    specs = holding(code)
    head = "## Exemplu verificat · *Worked example*"
    if not specs:
        return f"{head}\n\nNu are încă. · *None yet.*"
    tables = example(specs[0], code)
    others = ", ".join(f"[{path.stem}]({SPECS}/{path.name})" for path in specs)
    legend = [(f"`{code}`", both(*names)) for code, names in codes_in(tables).items()]
    parts = [head, TESTED, tables, f"Verificat în · *Tested in*: {others}."]
    if legend:
        parts.insert(
            3, f"#### Coduri · *Codes*\n\n{table(['Cod · *Code*', 'Ce înseamnă · *Meaning*'], legend)}"
        )
    return "\n\n".join(parts)


def _named(catalogue: str, code: str | None) -> Words | None:
    """Give the name of a code of a seed, None for no code."""
    table = seed(catalogue)
    rows = table.filter(table[:, 0] == code) if code else table.clear()
    return (rows["name_ro"].item(), rows["name_en"].item()) if rows.height else None


def _breakdown(breakdown: str) -> Words:
    if breakdown in words.BREAKDOWNS:
        return words.BREAKDOWNS[breakdown]
    rows = seed("breakdowns").filter(breakdown=breakdown)
    name_ro, name_en = rows.select("breakdown_name_ro", "breakdown_name_en").row(0)
    return name_ro.lower(), name_en.lower()


def _joined(said: Iterable[Words]) -> Words:
    romanian, english = zip(*said, strict=True)
    return ", ".join(romanian), ", ".join(english)


def main() -> None:
    """Write all pages, and remove those of indicators that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
