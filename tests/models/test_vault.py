"""The data key: what it seals, finds and refuses."""

import pytest

from models.vault import Vault, VaultError, new_key


def test_what_is_sealed_opens_and_looks_different_every_time():
    vault = Vault([new_key()])
    first, second = vault.seal("王小明".encode()), vault.seal("王小明".encode())
    assert vault.open(first).decode() == vault.open(second).decode() == "王小明"
    assert first != second
    assert "王小明".encode() not in first


def test_another_key_opens_nothing():
    sealed = Vault([new_key()]).seal(b"secret")
    with pytest.raises(VaultError, match="another key"):
        Vault([new_key()]).open(sealed)


def test_a_changed_seal_does_not_open():
    vault = Vault([new_key()])
    sealed = bytearray(vault.seal(b"secret"))
    sealed[20] ^= 1
    with pytest.raises(VaultError):
        vault.open(bytes(sealed))


def test_a_new_key_in_front_still_opens_and_finds_what_the_old_one_left():
    old, new = new_key(), new_key()
    before, after = Vault([old]), Vault([new, old])
    assert after.open(before.seal(b"secret")) == b"secret"
    assert after.index("number", "7921742180") == before.index("number", "7921742180")
    with pytest.raises(VaultError):
        before.open(after.seal(b"secret"))


def test_an_index_tells_nothing_without_the_key():
    index = Vault([new_key()]).index("number", "7921742180")
    assert "7921742180" not in index
    assert index != Vault([new_key()]).index("number", "7921742180")


def test_the_same_text_of_another_kind_has_another_index():
    vault = Vault([new_key()])
    assert vault.index("number", "1") != vault.index("phone", "1")


@pytest.mark.parametrize("keys", [[], [""], ["short"], ["not base64 !"], [new_key(), "x"]])
def test_a_bad_key_is_refused(keys):
    with pytest.raises(VaultError):
        Vault(keys)
