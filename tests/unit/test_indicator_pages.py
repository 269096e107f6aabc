"""The indicators' pages say what the catalogue and the specs say, and nothing else."""

import pytest
from seed_rows import column, seed

from quality.frame_facts import columns_of
from quality.indicator_examples import example, holding
from quality.indicator_pages import FOLDER, pages

PAGES = pages()


def test_the_pages_are_current() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == PAGES, "run: python -m quality.indicator_pages"


@pytest.mark.parametrize("row", seed("indicator_texts"), ids=column("indicator_texts", "indicator"))
def test_a_page_holds_all_that_is_said_of_its_indicator(row: dict[str, str]) -> None:
    page = PAGES[f"{row['indicator']}.md"]
    assert all(text.replace("|", "\\|") in page for text in row.values())
    assert f"[{row['indicator']}]({row['indicator']}.md)" in PAGES["README.md"]
    expressions = next(own for own in seed("indicators") if own["indicator"] == row["indicator"])
    assert all(expressions[name] in page for name in ("numerator", "denominator"))


def test_romanian_is_written_with_commas_below() -> None:
    for name, page in PAGES.items():
        assert not set("şţŞŢ") & set(page), name


def test_an_example_holds_the_tables_and_the_numbers_of_one_indicator() -> None:
    (path,) = (path for path in holding("DOC-01") if path.stem == "DOC-01")
    assert holding("DOC-01")[0] == path
    shown = example(path, "DOC-01")
    assert "| 13 years to the last day, without | male |" in shown
    assert "| DOC-01 | total | all | 2 | 3 |" in shown
    assert "| DOC-00 |" not in shown


def test_columns_are_read_out_of_expressions() -> None:
    words = (
        "case when in_programme and sex = 'female or male' then coalesce(people, 0) end >= 3 and in_programme"
    )
    assert columns_of(words) == ["in_programme", "sex", "people"]
