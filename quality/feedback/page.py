"""The message to the sender as a page: one file without script or parts from outside, for any browser and for paper."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from quality.feedback import spelling
from quality.feedback.message import COSTS, GRADES, MENDERS, REFUSAL, SPOTS_SHOWN, Message
from quality.feedback.text import more_of_it

#: tables whose counts are shown unfolded
TABLES_OPEN = 10
#: items of a grade that are shown unfolded
ITEMS_OPEN = 12
#: findings that a page lists line by line, over all items: one that an old computer opens at once
SPOTS_ON_PAGE = 4000


def as_page(message: Message) -> str:
    """Give the page, in Romanian."""
    room = SPOTS_ON_PAGE
    spots = []
    for item in message.items:
        listed = item.spots[: min(SPOTS_SHOWN, max(room, 0))] if item.times > 1 and item.lines else ()
        room -= len(listed)
        spots.append(listed)
    return _template().render(
        m=message,
        sections=[
            (grade, heading.rstrip(":"), name, graded)
            for grade, (heading, name) in GRADES.items()
            if (graded := [pair for pair in zip(message.items, spots, strict=True) if pair[0].grade == grade])
        ],
        summary=_summary(message),
        received=_received(message),
        items_open=ITEMS_OPEN,
        tables_open=len(message.tables) <= TABLES_OPEN,
    )


def _summary(message: Message) -> list[str]:
    """Say in a few words what there is to do."""
    counts = {grade: len(message.graded(grade)) for grade in GRADES}
    words = {
        REFUSAL: ("un motiv de refuz", "motive de refuz"),
        "error": ("un fel de eroare de corectat", "feluri de erori de corectat"),
        "warning": ("un lucru de verificat", "lucruri de verificat"),
        "note": ("un lucru de știut", "lucruri de știut"),
    }
    return [spelling.counted(count, *words[grade]) for grade, count in counts.items() if count]


def _received(message: Message) -> str:
    """Say how much was taken."""
    read, accepted, refused = (message.total(count) for count in ("read", "accepted", "refused"))
    if not refused:
        return f"S-a primit tot: {spelling.counted(read, 'o înregistrare', 'înregistrări')}."
    lost = "una a fost refuzată" if refused == 1 else f"{spelling.number(refused)} au fost refuzate"
    return (
        f"S-au primit {spelling.number(accepted)} din {spelling.counted(read, '1', 'înregistrări')}; {lost}."
    )


def _breakable(name: str) -> Markup:
    """Let a long name go on in the next line after each underscore."""
    return Markup("_<wbr>").join(name.split("_"))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["breakable"] = _breakable
    environment.filters["number"] = spelling.number
    environment.globals |= {
        "costs": COSTS,
        "menders": MENDERS,
        "more_of_it": more_of_it,
        "counted": spelling.counted,
    }
    return environment.get_template("page.html.j2")
