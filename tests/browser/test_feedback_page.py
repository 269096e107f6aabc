"""The feedback to a sender in a browser: on a phone, on a wide screen and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from quality.feedback import compose, write_feedback
from quality.findings import Findings

TABLES = [
    {"table": f"interventionable_individual_services_{n}", "read": 123456, "accepted": 123455, "refused": 1}
    for n in range(9)
]


def findings(refused: bool) -> pl.DataFrame:
    found = Findings()
    for n in range(30):
        rows = pl.DataFrame({"line": range(2, 400), "key": range(398)})
        found.add_rows(
            "date-invalid",
            rows.with_columns(
                file=pl.lit("interventionable_individual_services.csv"),
                column=pl.lit(f"a_rather_long_name_{n}"),
            ),
        )
    found.add("table-not-read", file="x" * 110 + ".csv")
    if refused:
        found.add("column-missing", file="beneficiaries.csv", column="cnp")
    return found.frame()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("feedback")
    for name in ("accepted", "refused"):
        message = compose(f"{name}.zip", findings(name == "refused"), TABLES, "AMC-MSR", "2025-Q4")
        write_feedback(root / name, message)
    return {path.parent.name: path for path in root.glob("*/mesaj.html")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test on any error and on any request but for itself."""
    page, wrong = browser.new_page(), list[str]()
    page.on("console", lambda message: wrong.append(message.text))
    page.on(
        "request", lambda one: None if re.search(r"^file:.*/mesaj.html$", one.url) else wrong.append(one.url)
    )
    yield page
    page.close()
    assert wrong == []


@pytest.mark.parametrize("name", ["accepted", "refused"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_runs_out_of_the_screen(page: Page, pages: dict[str, Path], name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(pages[name].as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_verdict_is_seen_first_and_then_what_refuses(page: Page, pages: dict[str, Path]) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(pages["refused"].as_uri())
    assert "Livrare refuzată" in page.locator("h1").inner_text()
    first = page.locator(".item").first
    assert "beneficiaries.csv" in first.inner_text()
    box = first.bounding_box()
    assert box is not None and box["y"] < 800


def test_long_lists_are_folded(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["accepted"].as_uri())
    assert not page.locator(".spots li").first.is_visible()
    page.locator(".item summary").first.click()
    assert page.locator(".spots li").first.is_visible()
    assert page.locator(".item:visible").count() < 20 < page.locator(".item").count()


def test_on_paper_every_item_stands_unfolded(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["accepted"].as_uri())
    page.emulate_media(media="print")
    assert page.locator(".rest .item").first.is_visible()
    assert not page.locator(".spots li").first.is_visible()
