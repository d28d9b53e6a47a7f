"""Settings of the SIP door: what does not go together stops the start."""

import pytest

from ivr.config.settings import SettingsError, load

TRIAL = {"check_signatures": False}
KEY = "x" * 8


def test_off_unless_a_port_is_named():
    assert load(**TRIAL).sip_port == 0


def test_a_trunk_alone_needs_no_twilio():
    assert load(sip_port=5060).local
    with pytest.raises(SettingsError, match="TWILIO_AUTH_TOKEN"):
        load()


@pytest.mark.parametrize(
    "ports", ["", "20000", "20000-", "a-b", "30000-20000", "80-90", "20000-99999"]
)
def test_ports_for_audio_are_two_numbers(ports):
    with pytest.raises(SettingsError, match="SIP_MEDIA_PORTS"):
        load(**TRIAL, sip_media_ports=ports)


def test_the_last_port_is_one_of_them():
    assert load(**TRIAL, sip_media_ports="20000-20999").media_ports == (20000, 21000)


def test_a_door_open_to_anybody_does_not_start():
    with pytest.raises(SettingsError, match="anybody could call"):
        load(**TRIAL, sip_port=5060, sip_trunks="")
    load(**TRIAL, sip_port=5060, sip_trunks="", sip_password=KEY)


def test_a_trunk_from_outside_is_no_trial():
    with pytest.raises(SettingsError, match="loopback"):
        load(**TRIAL, sip_port=5060, sip_host="10.0.0.5")
    assert not load(sip_port=5060, sip_host="10.0.0.5").local


def test_networks_that_are_none_are_named():
    with pytest.raises(SettingsError, match="SIP_TRUNKS"):
        load(**TRIAL, sip_trunks="the carrier")


def test_every_address_is_none_to_send_audio_to():
    with pytest.raises(SettingsError, match="SIP_PUBLIC_HOST"):
        load(sip_port=5060, sip_host="0.0.0.0")
    load(sip_port=5060, sip_host="0.0.0.0", sip_public_host="10.0.0.5")
