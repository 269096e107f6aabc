"""The rule book, a page in each language, from the rules themselves.

`python -m quality.rule_book` writes `docs/reguli.md` and `docs/rules.md`.
"""

from pathlib import Path

from quality.catalogue import seed
from quality.markdown import table
from quality.rules import RULES, warehouse
from quality.rules.rule import Dimension, Effect, Rule, Severity
from quality.rules.threshold import in_english, in_romanian

FOLDER = Path(__file__).resolve().parent.parent / "docs"
FILES = ("reguli.md", "rules.md")
WRITTEN = (in_romanian, in_english)
ANY, SEVERAL = "*", "+"
OF_WAREHOUSE = {rule.code for rule in warehouse.RULES}
WHERE = {ANY: ("Orice sursă", "Any source"), SEVERAL: ("Mai multe surse", "Several sources")}
DIMENSIONS = {
    Dimension.COMPLETENESS: ("Completitudine", "Completeness"),
    Dimension.VALIDITY: ("Valabilitate", "Validity"),
    Dimension.CONSISTENCY: ("Coerență", "Consistency"),
    Dimension.TIMELINESS: ("Actualitate", "Timeliness"),
    Dimension.UNIQUENESS: ("Unicitate", "Uniqueness"),
    Dimension.PLAUSIBILITY: ("Plauzibilitate", "Plausibility"),
}
SEVERITIES = {
    Severity.ERROR: ("eroare", "error"),
    Severity.WARNING: ("avertisment", "warning"),
    Severity.NOTE: ("notă", "note"),
}
EFFECTS = {
    Effect.REFUSES_DELIVERY: ("livrarea este refuzată", "the delivery is refused"),
    Effect.REFUSES_ROW: ("rândul este refuzat", "the row is refused"),
    Effect.EMPTIES_FIELD: ("câmpul este golit", "the field is emptied"),
    Effect.NOTE: ("se spune", "it is told"),
}
IN_WAREHOUSE = ("se spune, în depozit", "it is told, in the warehouse")
MENDERS = {"team": ("echipa", "the team"), "office": ("biroul", "the office"), "us": ("noi", "we")}
HEADS = (
    [
        "Cod",
        "Gravitate",
        "Ce face",
        "Ce este greșit",
        "Ce e de făcut",
        "Cine",
        "Câmpuri",
        "Indicatori",
        "Trimestre",
    ],
    ["Code", "Severity", "Effect", "What is wrong", "Remedy", "Who", "Fields", "Indicators", "Quarters"],
)
TITLES = ("Cartea regulilor", "The rule book")
OTHER = ("[In English](rules.md)", "[În română](reguli.md)")
INTRODUCTIONS = (
    "{count} reguli spun ce trebuie să fie adevărat despre date: {errors} erori (fac numerele greșite),"
    " {warnings} avertismente (le pot face) și {notes} note (de știut). Fiecare spune ce este greșit, ce e de"
    " făcut, cine poate, ce câmpuri privește și ce indicatori face nesiguri (`*`: toți cei ai sursei). Un prag"
    " ales de noi stă cu numele, numărul și temeiul lui (`seeds/thresholds.csv`). O regulă cu trimestre se"
    " întreabă numai despre datele lor. Ce este greșit într-o singură livrare i se spune celui"
    " care a trimis-o, la sosire; ce se vede numai din mai multe livrări sau surse se numără în depozit.",
    "{count} rules say what must be true of the data: {errors} errors (they make numbers wrong), {warnings}"
    " warnings (they may) and {notes} notes (to know). Each says what is wrong, what to do, who can, which"
    " fields it looks at and which indicators it makes doubtful (`*`: all of the source). A bound of our choice"
    " stands with its name, its number and the reason (`seeds/thresholds.csv`). A rule with quarters is asked of"
    " the data of these only. What is wrong in one delivery is told to its sender when it comes;"
    " what only several deliveries or sources show is counted in the warehouse.",
)
MADE = (
    "Pagina se scrie singură din `quality/rules/`, cu `python -m quality.rule_book`: nu o corectați aici.",
    "The page writes itself from `quality/rules/`, by `python -m quality.rule_book`: do not correct it here.",
)


def pages() -> dict[str, str]:
    """Give both pages as Markdown, by file name."""
    return {file: _page(language) for language, file in enumerate(FILES)}


def _page(language: int) -> str:
    counts = {f"{each.value}s": sum(rule.severity is each for rule in RULES.values()) for each in Severity}
    counts["count"] = len(RULES)
    told = {name: WRITTEN[language](count) for name, count in counts.items()}
    introduction = INTRODUCTIONS[language].format(**told)
    parts = [f"# {TITLES[language]}", OTHER[language], introduction]
    for where, name in _places(language).items():
        mine = [rule for rule in RULES.values() if _where(rule) == where]
        if mine:
            parts.append(f"## {name} ({len(mine)})")
        for dimension, names in DIMENSIONS.items():
            rules = [rule for rule in mine if rule.dimension is dimension]
            if rules:
                rules.sort(key=lambda rule: list(Severity).index(rule.severity))
                parts.append(f"### {names[language]}")
                parts.append(table(HEADS[language], (_row(rule, language) for rule in rules)))
    return "\n\n".join([*parts, MADE[language]]) + "\n"


def _places(language: int) -> dict[str, str]:
    """Give what rules are grouped by, and its name."""
    column = ("name_ro", "name_en")[language]
    general = {where: names[language] for where, names in WHERE.items()}
    return general | dict(seed("sources").select("source", column).rows())


def _where(rule: Rule) -> str:
    sources = {field.split(".")[0] for field in rule.fields}
    return sources.pop() if len(sources) == 1 else SEVERAL


def _row(rule: Rule, language: int) -> list[str]:
    message, remedy = ((rule.message_ro, rule.remedy_ro), (rule.message_en, rule.remedy_en))[language]
    effect = IN_WAREHOUSE if rule.code in OF_WAREHOUSE else EFFECTS[rule.effect]
    return [
        f"`{rule.code}`",
        SEVERITIES[rule.severity][language],
        effect[language],
        " ".join([message, *_reasons(rule, language)]),
        remedy,
        MENDERS[rule.mended_by][language],
        ", ".join(f"`{field}`" for field in rule.fields),
        ", ".join(f"`{beginning}`" for beginning in rule.affects),
        _quarters(rule),
    ]


def _reasons(rule: Rule, language: int) -> list[str]:
    """Tell by which thresholds a rule decides and why by these; where it decides by what others have set, by whom."""
    told = [f"`{each.name}` = {each.value}: *{each.reason[language]}*" for each in rule.thresholds]
    return [*told, f"*{rule.reason[language]}*"] if rule.reason else told


def _quarters(rule: Rule) -> str:
    if not rule.valid_from and not rule.valid_to:
        return ""
    return f"{rule.valid_from or ''}–{rule.valid_to or ''}"


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
