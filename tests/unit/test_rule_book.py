"""The rule book says what the rules say, in both languages, and is current."""

import pytest

from quality.rule_book import FILES, FOLDER, pages
from quality.rules import RULES

PAGES = pages()


def test_the_rule_book_is_current() -> None:
    written = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
    assert written == PAGES, "run: python -m quality.rule_book"


@pytest.mark.parametrize("code", RULES)
def test_a_rule_stands_in_it_once_with_its_words(code: str) -> None:
    rule = RULES[code]
    words = ((rule.message_ro, rule.remedy_ro), (rule.message_en, rule.remedy_en))
    for language, page in enumerate(PAGES.values()):
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{code}` |")]
        assert all(said.replace("|", "\\|") in line for said in words[language])
        assert all(f"`{field}`" in line for field in rule.fields)


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.thresholds or rule.reason])
def test_it_says_why_a_rule_decides_by_its_numbers(code: str) -> None:
    rule = RULES[code]
    for language, page in enumerate(PAGES.values()):
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{code}` |")]
        for threshold in rule.thresholds:
            assert f"`{threshold.name}` = {threshold.value}: *{threshold.reason[language]}*" in line
        assert rule.reason is None or rule.reason[language] in line


def test_romanian_is_written_with_commas_below() -> None:
    assert not set("şţŞŢ") & set(PAGES["reguli.md"])
