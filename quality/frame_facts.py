"""What the columns mean of which indicators are made: the documentation of the frames, as dbt has it."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from quality.catalogue import seed
from quality.indicator_words import Words

MODELS = Path(__file__).resolve().parent.parent / "dbt_project" / "models"
BLOCK = re.compile(r"{% docs (\w+) %}\s*(.*?)\s*{% enddocs %}", re.DOTALL)
REFERENCE = re.compile(r"{{\s*doc\('(\w+)'\)\s*}}")
#: what of an expression names no column: texts, and columns that stand for one a code
NAMELESS = re.compile(r"'[^']*'|\{\w+\}\w*")
#: units of analysis whose frames have a column each dimension and vulnerability
WITH_FINDINGS = ("person", "household")
#: the words of expressions that are no columns
PORTABLE = {*"and or not between in is null case when then else end coalesce true false".split()}  # noqa: SIM905


def columns_of(expression: str) -> list[str]:
    """Give the columns that an expression is made of, in order, each once."""
    words = re.findall(r"[a-z_]\w*", NAMELESS.sub("", expression.lower()))
    return [word for word in dict.fromkeys(words) if word not in PORTABLE]


@cache
def frame(unit: str) -> dict[str, str]:
    """Give the documented columns of the frame of a unit of analysis, column → meaning; empty without a frame."""
    models = {model["name"]: model for path in MODELS.glob("indicators/**/*.yml") for model in _models(path)}
    columns = models.get(f"{unit}_quarter", {}).get("columns", [])
    return {column["name"]: _resolved(column.get("description", "")) for column in columns}


def meanings(unit: str) -> dict[str, Words]:
    """Give all columns of a frame with their meaning in Romanian, where a catalogue has it, and English."""
    told = {name: ("", meaning) for name, meaning in frame(unit).items()}
    return told | (findings() if unit in WITH_FINDINGS else {})


@cache
def findings() -> dict[str, Words]:
    """Give the meaning of the columns that people and households have of each dimension and vulnerability."""
    named = {row["vulnerability"]: (row["name_ro"], row["name_en"]) for row in _rows("vulnerabilities")}
    for row in _rows("dimensions"):
        code, name_ro, name_en = row["dimension"].lower(), row["name_ro"], row["name_en"]
        named[code] = (
            f"Cel puțin o vulnerabilitate a dimensiunii «{name_ro}»",
            f"At least one vulnerability of the dimension “{name_en}”",
        )
        named[f"{code}_assessed"] = (
            f"Evaluată la dimensiunea «{name_ro}»",
            f"Assessed on the dimension “{name_en}”",
        )
    return named


def _rows(name: str) -> list[dict[str, str]]:
    return seed(name).to_dicts()


def _models(path: Path) -> list[dict[str, Any]]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return list(loaded.get("models", []))


def _resolved(description: str) -> str:
    return " ".join(REFERENCE.sub(lambda found: _blocks()[found[1]], description).split())


@cache
def _blocks() -> dict[str, str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(MODELS.rglob("*.md")))
    return {name: text for source in texts for name, text in BLOCK.findall(source)}
