"""Deliveries as they lie there: folders, zips and files, sound and hostile."""

import os
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from amc_export import example, write_folder, write_zip

from orchestration.sources.archive import Archive, content_hash, kept_for_reading, unpacked_size
from quality.catalogue import threshold
from quality.findings import Findings


def opened(path: Path) -> tuple[list[str], list[str]]:
    """Names of the files, and the rules broken."""
    findings = Findings()
    names = Archive(path, findings).names
    return names, findings.frame()["rule"].to_list()


def zip_with(path: Path, name: str, content: bytes = b"x", **attributes: int) -> Path:
    entry = zipfile.ZipInfo(name)
    for attribute, value in attributes.items():
        setattr(entry, attribute, value)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return path


def test_a_folder_and_its_zip_have_one_hash_whatever_order_stamps_and_folders_the_zip_has(tmp_path):
    files = example()
    folder = write_folder(files, tmp_path / "folder")
    straight = write_zip(files, tmp_path / "a.zip")
    nested = write_zip(files, tmp_path / "b.zip", prefix="export/2025/")
    shuffled = tmp_path / "c.zip"
    names = list(files)
    random.Random(1).shuffle(names)
    with zipfile.ZipFile(shuffled, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", (1999, 1, 1, 0, 0, 0)), files[name])
    assert len({content_hash(path) for path in (folder, straight, nested, shuffled)}) == 1


def test_another_content_or_name_is_another_hash(tmp_path):
    files = example()
    same = content_hash(write_zip(files, tmp_path / "a.zip"))
    other = content_hash(write_zip(files | {"cities": files["cities"] + b"\n"}, tmp_path / "b.zip"))
    renamed = dict(files)
    renamed["towns"] = renamed.pop("cities")
    assert len({same, other, content_hash(write_zip(renamed, tmp_path / "c.zip"))}) == 3


def test_what_cannot_be_opened_is_known_by_its_bytes(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK broken")
    (tmp_path / "b.zip").write_bytes(b"PK broken")
    (tmp_path / "c.zip").write_bytes(b"PK broken too")
    (tmp_path / "empty").mkdir()
    hashes = [content_hash(tmp_path / name) for name in ("a.zip", "b.zip", "c.zip", "empty")]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv", "C:/x.csv"]
)
def test_a_path_that_climbs_out_is_refused(tmp_path, name):
    assert opened(zip_with(tmp_path / "a.zip", name)) == ([], ["archive-unsafe-path"])


def test_links_are_refused(tmp_path):
    link = stat.S_IFLNK | 0o777
    assert opened(zip_with(tmp_path / "a.zip", "x.csv", b"/etc/passwd", external_attr=link << 16)) == (
        [],
        ["archive-unsafe-path"],
    )
    folder = write_folder(example(), tmp_path / "folder")
    (folder / "more").symlink_to("/etc")
    assert opened(folder) == ([], ["archive-unsafe-path"])


def test_a_bomb_is_refused_unopened(tmp_path):
    dense = zip_with(tmp_path / "a.zip", "cities.csv", b"0" * 5_000_000)
    assert 5_000_000 / dense.stat().st_size > threshold("archive_ratio_max")
    assert opened(dense) == ([], ["archive-bomb"])


def test_a_bomb_that_lies_about_its_size_gives_nothing(tmp_path):
    path = zip_with(tmp_path / "a.zip", "cities.csv", b"0" * 5_000_000)
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        struct.pack_into("<I", content, content.find(signature) + offset, 1000)
    path.write_bytes(content)
    findings = Findings()
    archive = Archive(path, findings)
    assert archive.names == ["cities.csv"]
    assert archive.read("cities.csv") is None
    assert findings.frame()["rule"].to_list() == ["archive-broken"]


def test_an_encrypted_zip_is_refused(tmp_path):
    path = zip_with(tmp_path / "a.zip", "cities.csv")
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        content[content.find(signature) + offset] |= 1
    path.write_bytes(content)
    assert opened(path) == ([], ["archive-encrypted"])


def test_damage_anywhere_in_a_zip_never_changes_what_a_file_holds(tmp_path):
    files = {
        name: content for name, content in example().items() if name in ("counties", "cities", "services")
    }
    whole = write_zip(files, tmp_path / "a.zip").read_bytes()
    dice = random.Random(7)
    path = tmp_path / "b.zip"
    for trial in range(300):
        content = bytearray(whole)
        if trial % 2:
            content = content[: dice.randrange(len(content))]
        else:
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        findings = Findings()
        archive = Archive(path, findings)
        got = {name: archive.read(name) for name in archive.names}
        assert findings.refuses_delivery() or set(got.values()) <= set(files.values())
        assert len(content_hash(path)) == 64


@pytest.mark.parametrize("empty", ["folder", "zip", "folders in a zip", "hidden"])
def test_nothing_is_an_empty_delivery(tmp_path, empty):
    path = tmp_path / "delivery"
    if empty == "folder":
        path.mkdir()
    elif empty == "hidden":
        path.mkdir()
        (path / ".DS_Store").write_bytes(b"x")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            if empty == "folders in a zip":
                archive.writestr("folder/", b"")
    assert opened(path) == ([], ["delivery-empty"])


def test_what_a_mac_adds_is_not_there(tmp_path):
    path = write_zip(example(), tmp_path / "a.zip")
    plain = content_hash(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._cities.csv", b"x")
        archive.writestr(".DS_Store", b"x")
    assert content_hash(path) == plain
    assert len(opened(path)[0]) == len(example())


def test_no_folder_and_no_file_is_broken_and_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert opened(tmp_path / "pipe.csv") == ([], ["archive-broken"])
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere")
    assert opened(tmp_path / "dangling.csv") == ([], ["archive-broken"])


def test_a_folder_that_may_not_be_opened_is_no_empty_one(tmp_path, monkeypatch):
    folder = write_folder(example(), tmp_path / "folder")
    (folder / "inner").mkdir()
    scandir = os.scandir

    def forbid(path):
        if str(path).endswith("inner"):
            raise PermissionError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", forbid)
    assert opened(folder) == ([], ["archive-broken"])


def test_a_name_that_is_no_utf8_is_hashed_and_told(tmp_path):
    folder = write_folder(example(), tmp_path / "folder")
    (folder / os.fsdecode(b"f\xe3r\xe3.csv")).write_bytes(b"x")
    assert opened(folder)[1] == []
    assert len(content_hash(folder)) == 64


def test_the_unpacked_size_is_the_same_for_a_folder_and_its_zip(tmp_path):
    size = sum(len(content) for content in example().values())
    assert unpacked_size(write_folder(example(), tmp_path / "folder")) == size
    assert unpacked_size(write_zip(example(), tmp_path / "export.zip")) == size
    (tmp_path / "broken.zip").write_bytes(b"PK no archive")
    assert unpacked_size(tmp_path / "broken.zip") == len(b"PK no archive")


def test_what_was_read_for_the_hash_is_read_once_and_forgotten_at_the_end(tmp_path):
    path = tmp_path / "cities.csv"
    path.write_bytes(b"old")
    with kept_for_reading(4):
        content_hash(path)
        path.write_bytes(b"new")
        archive = Archive(path, Findings())
        assert [archive.read(path.name), archive.read(path.name)] == [b"old", b"new"]
        content_hash(path)
    path.write_bytes(b"")
    content_hash(path)
    path.write_bytes(b"newest")
    assert Archive(path, Findings()).read(path.name) == b"newest"
    with kept_for_reading(4):
        content_hash(path)
        path.write_bytes(b"too large to be kept")
        assert Archive(path, Findings()).read(path.name) == b"too large to be kept"
