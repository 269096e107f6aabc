"""Bad exports from Primero: a verdict, a message that helps, every row accounted for, nothing that passes unseen."""

from datetime import date

import pytest
from primero_cases import CASES
from primero_spoil import (
    ACCEPTED,
    INCIDENTS,
    REFUSED,
    SEVEN_Z,
    Dirt,
    check,
    csv,
    data,
    data_among_many,
    encrypted,
    file,
    many,
    replaced,
    two_files,
    with_semicolons,
    without_field,
    zip_in_a_folder,
)

CASES_OF_DIRT: dict[str, Dirt] = {
    "an empty folder": (lambda path: path.mkdir(), REFUSED, {"delivery-empty"}, ["este goală"]),
    "no export": (
        file("citeste.txt", b"x"),
        REFUSED,
        {"table-missing", "table-not-read"},
        ["lipsesc tabelele: cases.csv, cases.json, cases.xlsx", "#1"],
    ),
    "two exports": (two_files, REFUSED, {"table-twice"}, ["de mai multe ori"]),
    "a .7z": (
        file("cases.7z", SEVEN_Z),
        REFUSED,
        {"archive-not-zip", "table-missing", "table-not-read"},
        [".7z", ".zip fără"],
    ),
    "a .7z under another name": (
        file("cases.zip", SEVEN_Z),
        REFUSED,
        {"archive-not-zip", "table-missing", "table-not-read"},
        ["arhivă .7z"],
    ),
    "a locked zip": (encrypted, REFUSED, {"archive-encrypted"}, ["protejată cu parolă"]),
    "a zip in a folder": (
        zip_in_a_folder,
        REFUSED,
        {"archive-nested", "table-missing", "table-not-read"},
        ["altă arhivă .zip"],
    ),
    "a broken zip": (
        lambda path: path.write_bytes(b"PK\x03\x04"),
        REFUSED,
        {"archive-broken"},
        ["deteriorată"],
    ),
    # CSV
    "an empty CSV": (file("cases.csv", b""), REFUSED, {"file-empty"}, ["Fișiere goale"]),
    "a CSV without a case": (
        csv(cases=[]),
        REFUSED,
        {"table-empty", "table-without-rows"},
        ["fără nicio înregistrare"],
    ),
    "a CSV without its header": (
        csv(lambda content: content.split(b"\n", 1)[1]),
        REFUSED,
        {"header-missing"},
        ["Prima linie", "cases.csv"],
    ),
    "semicolons": (
        csv(with_semicolons),
        REFUSED,
        {"separator-not-comma"},
        ["punct și virgulă"],
    ),
    "Windows-1250": (
        csv(lambda content: content.decode().encode("cp1250", errors="replace")),
        REFUSED,
        {"encoding-not-utf8"},
        ["UTF-8", "linia 2"],
    ),
    "UTF-16": (
        csv(lambda content: content.decode().encode("utf-16")),
        REFUSED,
        {"encoding-not-utf8"},
        ["UTF-16"],
    ),
    "a CSV cut in Ruby": (
        csv(lambda content: content[: content.index(b"unique_id") + 30]),
        REFUSED,
        {"file-cut-short"},
        ["este tăiat"],
    ),
    "a CSV cut in a row": (csv(lambda content: content[:-20]), REFUSED, {"file-cut-short"}, ["este tăiat"]),
    "a CSV cut before its last line end": (
        csv(lambda content: content[:-1]),
        ACCEPTED,
        {"file-unended"},
        ["întreg"],
    ),
    "a column twice": (
        replaced(b",sex,", b",status,"),
        REFUSED,
        {"column-twice"},
        ["de mai multe ori coloanele: status"],
    ),
    "no UUIDs": (replaced(b"id,", b"number,"), REFUSED, {"column-missing"}, ["lipsesc coloanele: id"]),
    "a record of another kind": (
        file("cases.csv", INCIDENTS),
        REFUSED,
        {"primero-not-cases"},
        ["nu incidente"],
    ),
    "a row with a comma too many": (
        replaced(b"\n20f40f2d-b538-4308-b498-e85a9db0f104,", b"\n20f40f2d-b538-4308-b498-e85a9db0f104,,"),
        ACCEPTED,
        {"row-malformed"},
        ["cases: 12 citite = 11 bune + 1 refuzate"],
    ),
    "a quote that never closes": (
        replaced(b'"[{""unique_id"" =>', b'[{""unique_id"" =>'),
        REFUSED,
        {"quote-not-closed"},
        ["Ghilimelele sunt greșite"],
    ),
    "a row without its UUID": (
        replaced(b"\n20f40f2d-b538-4308-b498-e85a9db0f104,", b"\n,"),
        ACCEPTED,
        {"key-missing"},
        ["coloana id", "11 bune + 1 refuzate"],
    ),
    "a row twice": (
        csv(cases=[*CASES, CASES[2]]),
        ACCEPTED,
        {"key-twice"},
        ["13 citite = 12 bune + 1 refuzate"],
    ),
    "an ID that is none": (
        data(case_id_display="<b>Ion Pop</b>"),
        ACCEPTED,
        {"key-missing", "table-without-rows"},
        ["case_id"],
    ),
    "spoilt Ruby": (
        replaced(b'""service_type"" =>', b'""service_type"" ='),
        ACCEPTED,
        {"field-unreadable"},
        ["câmpului", "cases.csv, coloana services: o dată, la linia 2", "JSON"],
    ),
    "a text for a subform": (
        data(services_section="Ion Popescu"),
        ACCEPTED,
        {"field-unreadable"},
        ["câmpului", "coloana services"],
    ),
    "a hash for a subform": (
        data(services_section={"0": {"a": 1}}),
        ACCEPTED,
        {"field-unreadable"},
        ["câmpului", "coloana services"],
    ),
    "Ruby of an object": (
        replaced(b"Fri, 02 May 2025", b"#<Date: 2025-05-02>"),
        ACCEPTED,
        {"field-unreadable", "table-without-rows"},
        ["câmpului", "coloana followups"],
    ),
    "entries that are none": (
        data(services_section=["a", 3, {"service_type": "food_service"}]),
        ACCEPTED,
        {"row-malformed"},
        ["services: 4 citite = 2 bune + 2 refuzate"],
    ),
    "a list within an entry": (
        data(services_section=[{"service_type": ["food_service"]}]),
        ACCEPTED,
        {"field-unreadable"},
        ["services.type"],
    ),
    "a spoilt list of options": (
        data(protection_concerns="[street_child"),
        ACCEPTED,
        {"field-unreadable"},
        ["protection_concerns"],
    ),
    "Ruby spoilt throughout": (
        csv(cases=many(40, services_section="[{")),
        REFUSED,
        {"field-unreadable", "column-unreadable", "primero-open-only"},
        ["Prea multe valori ale unui câmp", "coloana services"],
    ),
    # values
    "31 February": (
        replaced(b"2025-03-05,", b"2025-02-31,"),
        ACCEPTED,
        {"date-invalid"},
        ["registration_date"],
    ),
    "an age of 400": (data(age=400), ACCEPTED, {"number-invalid"}, ["coloana age"]),
    "a status that is none": (
        data_among_many(status="deschis"),
        ACCEPTED,
        {"value-not-in-list"},
        ["coloana status"],
    ),
    "a status that is none among few": (
        data(status="deschis"),
        REFUSED,
        {"value-not-in-list", "too-many-unknown-codes"},
        ["Prea multe"],
    ),
    "a tick that is none": (
        data_among_many(estimated="poate"),
        ACCEPTED,
        {"value-not-in-list"},
        ["age_estimated"],
    ),
    "a retired type of service": (
        data_among_many(services_section=[{"service_type": "old_service"}]),
        ACCEPTED,
        {"value-not-in-list"},
        ["coloana type"],
    ),
    "a CNP that is none": (
        data(national_id_no="6140527300011"),
        ACCEPTED,
        {"cnp-invalid"},
        ["nu este valabil"],
    ),
    "a UUID that is none": (
        replaced(b"\n20f40f2d-b538-4308-b498-e85a9db0f104,", b"\nx,"),
        ACCEPTED,
        {"code-invalid"},
        ["coloana uuid"],
    ),
    "a birth after the quarter": (
        data(date_of_birth=date(2026, 5, 1)),
        ACCEPTED,
        {"birth-date-impossible"},
        ["Data nașterii este imposibilă"],
    ),
    "a place that is none": (data(location_current="999999"), ACCEPTED, {"locality-not-found"}, ["SIRUTA"]),
    "no place at all": (
        csv(cases=[case | {"location_current": "X"} for case in CASES]),
        ACCEPTED,
        {"locality-not-found", "primero-no-county"},
        ["se numără numai la țară"],
    ),
    "a concern that no list holds": (
        csv(cases=[*many(1, protection_concerns=["bullying"]), *CASES]),
        ACCEPTED,
        {"code-unknown"},
        ["bullying × 1"],
    ),
    "concerns that no list holds": (
        data(protection_concerns=["bullying", "Ion Popescu"]),
        REFUSED,
        {"code-unknown", "too-many-unknown-codes"},
        ["bullying × 1", "? × 1"],
    ),
    # what the user may not see
    "a hidden field": (without_field("status"), ACCEPTED, {"column-not-exported"}, ["status", "fără date"]),
    "a hidden ID": (
        without_field("case_id_display"),
        ACCEPTED,
        {"primero-no-case-id"},
        ["Lipsește ID-ul cazului", "coloana case_id_display", "identificatorul lor intern"],
    ),
    "a hidden subform": (
        without_field("services_section"),
        ACCEPTED,
        {"table-not-exported"},
        ["services", "fără date"],
    ),
    "hidden places": (
        without_field("location_current"),
        ACCEPTED,
        {"column-not-exported", "primero-no-county"},
        ["location_current"],
    ),
    "open cases only": (
        csv(cases=[case for case in CASES if case["status"] != "closed"]),
        ACCEPTED,
        {"primero-open-only"},
        ["niciun caz închis", "toate statuturile"],
    ),
}


@pytest.mark.parametrize("name", CASES_OF_DIRT)
def test_bad_input_gets_a_message_that_helps(name, tmp_path):
    assert CASES_OF_DIRT[name][2]
    check(CASES_OF_DIRT[name], tmp_path)
