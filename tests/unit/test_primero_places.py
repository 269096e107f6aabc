"""Where a case is: SIRUTA codes, and labels only where they mean one place."""

import pytest

from orchestration.sources.primero.places import Place, resolve
from quality.catalogue import seed

VILLAGE = "România::Satu Mare::Giorocuta"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("136483", Place(136483, "SM")),
        ("136492", Place(136483, "SM")),
        ("SM", Place(None, "SM")),
        ("999999", None),
        ("Satu Mare", None),
        ("România::Satu Mare::Satu Mare", Place(136483, "SM")),
        ("România::SatuMare::Supur", Place(138921, "SM")),
        ("Romania::Județul Satu Mare::Comuna Supur", Place(138921, "SM")),
        ("România::SatuMare::Tîrșolț", Place(139143, "SM")),
        ("România::Satu Mare::Târșolț", Place(139143, "SM")),
        ("România::Satu Mare::Tirsolt", Place(139143, "SM")),
        ("România::Satu Mare", Place(None, "SM")),
        ("România::Satu Mare::Nicăieri", Place(None, "SM")),
        ("România::Atlantida::Supur", None),
        ("România", None),
        ("România::București", Place(179132, "B")),
        ("România::București::Sector 3", Place(179132, "B")),
        ("::", None),
        ("", None),
    ],
)
def test_a_code_or_a_label_is_one_place_or_none(text, place):
    assert resolve([text]) == {text: place}


def test_a_label_of_a_uat_and_of_another_uats_village_is_the_uats_unless_villages_are_named():
    label, uat = _of_two()
    assert resolve([label]) == {label: uat}
    assert resolve([label, VILLAGE])[label] == Place(None, uat.county)


def _of_two() -> tuple[str, Place]:
    """A label of a UAT that is also another UAT's village, and the UAT."""
    counties = dict(seed("counties").select("county_code", "name").rows())
    county_of = dict(seed("uats").select("siruta", "county_code").rows())
    uats = {
        (county, name): siruta
        for siruta, county, name in seed("uats")["siruta", "county_code", "name"].rows()
    }
    for uat, name in seed("localities").select("uat_siruta", "name").rows():
        county = county_of[uat]
        named = uats.get((county, name))
        if named and named != uat:
            return f"România::{counties[county]}::{name}", Place(int(named), county)
    raise AssertionError


def test_a_village_is_its_uats():
    assert resolve([VILLAGE]) == {VILLAGE: Place(138921, "SM")}


def test_a_village_under_its_uat_is_that_uats():
    label = "România::Satu Mare::Supur::Giorocuta"
    assert resolve([label]) == {label: Place(138921, "SM")}
