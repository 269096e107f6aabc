"""The pages in a browser, opened from the file system: search, figures, narrow screens, paper."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import published_sample
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dashboards.editions import Edition
from dashboards.published import Published
from dashboards.site import write_sites


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    warehouse = published_sample.write(root / "w.duckdb", uats=6, quarters=8)
    with duckdb.connect(str(warehouse)) as connection:
        cell = "geo_code = '136484' AND indicator = 'ALL-00' AND period = '2025-Q4'"
        connection.execute(f"UPDATE published.indicators SET status = 'warning' WHERE {cell}")
        why = "verdict = 'warning', reason = 'not-reported', source = 'spor', mended_by = 'office'"
        connection.execute(f"UPDATE published.verdicts SET {why} WHERE {cell}")
    editions = [(Edition.public(), root / "public"), (Edition.council("136483", "SM"), root / "council")]
    write_sites(Published.read(warehouse), "2025-Q4", editions, "1.2.3")
    return root


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test on any script error and on any request that leaves the file system."""
    page, wrong = browser.new_page(viewport={"width": 1280, "height": 900}), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    yield page
    page.close()
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "found"), [("acas", "Acâș"), ("NEGRESTI", "Negrești"), ("șomc", "Șomcuța & Fiii")]
)
@pytest.mark.parametrize("folder", ["", "en/"])
def test_search_finds_without_diacritics_by_keyboard(
    page: Page, site: Path, folder: str, typed: str, found: str
) -> None:
    page.goto((site / f"public/{folder}index.html").as_uri())
    page.get_by_role("combobox").press_sequentially(typed)
    assert found in page.get_by_role("option").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/public/{folder}1364*.html")
    assert found in page.locator("h1").inner_text()


def test_search_moves_by_arrows_and_says_when_nothing_is_found(page: Page, site: Path) -> None:
    page.goto((site / "public/index.html").as_uri())
    box = page.get_by_role("combobox")
    box.press_sequentially("comuna")
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("option").nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.fill("xyzzy")
    assert "Nicio localitate" in page.locator(".search [role=status]").inner_text()


def test_search_marks_a_place_whose_first_number_is_in_doubt(page: Page, site: Path) -> None:
    page.goto((site / "public/index.html").as_uri())
    box = page.get_by_role("combobox")
    box.press_sequentially("municipiul satu")
    assert page.get_by_role("option").first.inner_text().split("\n")[-1] == "⚠︎ cu rezerve"
    box.fill("comuna acas")
    assert "rezerve" not in page.get_by_role("option").first.inner_text()


def test_figures_are_drawn_when_scrolled_to_and_all_for_paper(page: Page, site: Path) -> None:
    page.goto((site / "public/136483.html").as_uri())
    plots, drawn = page.locator(".plot"), page.locator(".plot .main-svg:first-child")
    assert plots.count() == 10
    assert drawn.count() < 10
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert drawn.count() == 10
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "public/RO.html",
        "public/SM.html",
        "public/136483.html",
        "council/en/index.html",
        "public/indicators.html",
    ],
)
def test_pages_fit_a_narrow_screen(page: Page, site: Path, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((site / name).as_uri())
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 3)")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_places_sort_by_number_with_gaps_last(page: Page, site: Path) -> None:
    page.goto((site / "public/SM.html").as_uri())
    head = page.locator("table.sortable th").nth(1)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    values = page.eval_on_selector_all(
        "table.sortable tbody td:nth-child(2)", "cells => cells.map(c => c.dataset.v)"
    )
    numbers = [float(value) for value in values if value is not None]
    assert len(numbers) > 1
    assert numbers == sorted(numbers)
    assert values[: len(numbers)].count(None) == 0


def test_without_scripts_the_numbers_stand_in_tables(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "public/136483.html").as_uri())
    numbers = page.locator("table.indicators tbody td b.number")
    assert page.locator("table.ranked tbody td b.number").first.is_visible()
    assert not numbers.first.is_visible()
    page.locator("#f-needs summary").click()
    assert numbers.first.is_visible()
    assert not page.locator("form.search").is_visible()
    context.close()


def test_families_open_one_by_one_and_all_at_once(page: Page, site: Path) -> None:
    page.goto((site / "public/136483.html").as_uri())
    families, button = page.locator("details.family"), page.locator("button.fold")
    assert families.count() == 9
    families.nth(2).locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.family[open] table.indicators").is_visible()
    button.click()
    assert page.locator("details.family[open]").count() == 9
    button.click()
    assert page.locator("details.family[open]").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_units_stand_beside_their_numbers(page: Page, site: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((site / "public/136483.html").as_uri())
    page.locator("#f-process summary").click()
    cell = page.locator("#f-process tr", has_text="PRO-10").locator("td").first
    assert cell.inner_text().split() == ["184", "de", "servicii", "156–210"]


def test_a_name_leads_to_what_it_means(page: Page, site: Path) -> None:
    page.goto((site / "public/en/136483.html").as_uri())
    page.locator("#f-satisfaction summary").click()
    page.get_by_role("link", name="SAT-01: definition and source").click()
    page.wait_for_url("**/en/indicators.html#SAT-01")
    assert page.locator("#SAT-01 h4").inner_text().startswith("Mean satisfaction")


def test_on_paper_families_are_open_and_nothing_is_there_that_only_leads_elsewhere(
    page: Page, site: Path
) -> None:
    """Also where scripts do not open what is folded."""
    page.goto((site / "public/136483.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator("#f-needs h3").is_visible()
    assert page.locator("#f-needs table.indicators td b.number").first.is_visible()
    assert page.locator("a.about:visible, .files:visible, a[href='sources.html']:visible").count() == 0


def test_on_paper_the_last_eight_quarters_fit_the_page(page: Page, tmp_path: Path) -> None:
    """Wider than a sheet, the browser would print everything smaller."""
    warehouse = published_sample.write(tmp_path / "w.duckdb", uats=2, quarters=16)
    write_sites(Published.read(warehouse), "2025-Q4", [(Edition.public(), tmp_path / "public")], "1.2.3")
    page.set_viewport_size({"width": 680, "height": 900})
    page.goto((tmp_path / "public/136483.html").as_uri())
    heads = page.locator("[aria-labelledby=h-trend] thead th:visible")
    page.get_by_text("Evoluția, ca tabel").click()
    assert heads.count() == 1 + 16
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert heads.count() == 1 + 8
    assert heads.nth(1).inner_text() == "T1 2024"
    assert page.locator(".on-paper").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 680


@pytest.mark.parametrize("name", ["public/RO", "public/SM", "public/en/136483", "council/136483"])
def test_pages_of_quality_fit_a_narrow_screen(page: Page, site: Path, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for file in (f"{name}-quality.html", f"{Path(name).parent}/sources.html"):
        page.goto((site / file).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        narrow = "cells => cells.filter(c => c.offsetHeight && c.clientWidth < 60).length"
        assert page.eval_on_selector_all(".data td > details", narrow) == 0, "no column of single letters"


def test_a_reader_goes_from_a_number_to_its_quality_to_the_words_of_a_rule(page: Page, site: Path) -> None:
    page.goto((site / "council/136483.html").as_uri())
    page.locator(".trust a").click()
    page.wait_for_url("**/council/136483-quality.html")
    assert page.locator("h1").inner_text().startswith("Calitatea datelor: Comuna Acâș")
    page.locator(".broken a").first.click()
    page.wait_for_url("**/council/sources.html#amc-*")
    assert page.locator(".meaning:target h4").is_visible()
    page.go_back()
    page.get_by_role("link", name="Cifrele acestui loc").click()
    page.wait_for_url("**/council/136483.html")


def test_figures_of_quality_are_drawn_and_its_tables_need_no_script(
    page: Page, browser: Browser, site: Path
) -> None:
    page.goto((site / "public/SM-quality.html").as_uri())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".plot .main-svg:first-child").count() == page.locator(".plot").count() == 3
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto((site / "public/SM-quality.html").as_uri())
    assert still.locator("table.reports td").first.is_visible()
    assert still.locator("table.broken td").first.is_visible()
    assert still.locator("#h-places").is_visible()
    context.close()


def test_counties_places_sort_by_how_many_numbers_can_be_used(page: Page, site: Path) -> None:
    page.goto((site / "public/SM-quality.html").as_uri())
    table = page.locator("table.sortable")
    table.locator("th").nth(1).get_by_role("button").click()
    values = page.eval_on_selector_all(
        "table.sortable tbody td:nth-child(2)", "cells => cells.map(c => Number(c.dataset.v))"
    )
    assert values == sorted(values)
    assert len(values) == 6


def test_on_paper_the_quality_of_a_place_stands_whole(page: Page, site: Path) -> None:
    page.goto((site / "council/136483-quality.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator(".mend li").first.is_visible()
    assert page.locator("table.broken caption").first.is_visible()
    assert page.locator("table.broken td").first.is_visible()
    assert not page.locator(".jump").is_visible()
