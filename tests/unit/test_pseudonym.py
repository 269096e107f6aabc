"""Pseudonyms and the file of their key."""

import base64
import hmac
import os

import polars as pl
import pytest

from orchestration.sources.pseudonym import KEY_BYTES, KeyFileError, pseudonymise, read_key


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    umask = os.umask(0)
    try:
        key = read_key(tmp_path / "key")
    finally:
        os.umask(umask)
    assert len(key) == KEY_BYTES
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path / "key") == key
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert read_key(tmp_path / "another") != key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610, 0o666])
def test_a_key_that_others_can_reach_is_refused(tmp_path, mode):
    read_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key(tmp_path / "key")


@pytest.mark.parametrize("size", [0, KEY_BYTES - 1, KEY_BYTES + 1])
def test_a_damaged_key_is_refused(tmp_path, size):
    (tmp_path / "key").write_bytes(b"k" * size)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(KeyFileError, match=str(KEY_BYTES)):
        read_key(tmp_path / "key")


def code_of(text: str) -> str:
    return base64.b64encode(hmac.digest(b"k" * 32, text.encode(), "sha256")[:9]).decode()


def test_a_code_is_the_beginning_of_the_hmac_of_the_text_under_the_key():
    values = pl.Series("cnp", ["1", None, "2", "1"])
    codes = pseudonymise(values, b"k" * 32)
    assert codes[0] == code_of("1")
    assert len(codes[0]) == 12
    assert pseudonymise(pl.Series(["ș" * 100]), b"k" * 32)[0] == code_of("ș" * 100)
    assert codes[0] == codes[3] != codes[2]
    assert codes[1] is None
    assert codes.name == "cnp"
    assert pseudonymise(values, b"K" * 32)[0] != codes[0]
