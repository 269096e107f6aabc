"""How the data docs look: pages that load nothing from elsewhere and tell nobody that they were opened."""

from pathlib import Path
from typing import Any

from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, select_autoescape

PAGES = FileSystemLoader(Path(__file__).parent / "pages")


class OfflinePageView(DefaultJinjaPageView):
    """The page of a suite or of a result: the blocks of Great Expectations in a page of ours."""

    def __init__(self, **_: Any) -> None:
        super().__init__()
        self.env.loader = ChoiceLoader([PAGES, *filter(None, [self.env.loader])])


class SuitesRenderer:
    """Chooses what the first page tells of each suite."""

    def render(self, links: dict[str, Any]) -> list[dict[str, Any]]:
        """Give name, passed, and the addresses of result and bounds, in the order of the gates."""
        found = [
            {
                "name": link["expectation_suite_name"],
                "passed": link["validation_success"],
                "result": link["filepath"],
                "bounds": link["expectation_suite_filepath"],
            }
            for link in links.get("validations_links", [])
        ]
        return sorted(found, key=lambda suite: suite["name"])


class SuitesView:
    """The first page."""

    def __init__(self, **_: Any) -> None:
        self._pages = Environment(loader=PAGES, autoescape=select_autoescape(["html", "j2"]))

    def render(self, suites: list[dict[str, Any]], **_: Any) -> str:
        """Give the page as HTML."""
        return self._pages.get_template("index.j2").render(suites=suites)
