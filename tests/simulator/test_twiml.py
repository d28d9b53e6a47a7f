import pytest

from simulator.twiml import TwimlError, parse

URL = "https://h.example/voice"


def document(body: str):
    return parse(URL, "text/xml; charset=utf-8", f"<Response>{body}</Response>".encode())


def test_verbs_with_their_attributes_and_children():
    gather = document('<Gather numDigits="4" timeout="x"><Say>你好</Say><Pause/></Gather>').verbs[0]
    assert (gather.name, gather.get("numDigits")) == ("Gather", "4")
    assert [(child.name, child.text) for child in gather.children] == [
        ("Say", "你好"),
        ("Pause", ""),
    ]
    assert gather.seconds("timeout", 5) == 5
    assert gather.is_true("actionOnEmptyResult", default=False) is False


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        ("application/json", b"{}", 12300),
        ("text/html", b"<Response/>", 12300),
        ("text/xml", b"<Response>", 12100),
        ("text/xml", b"", 12100),
        ("text/xml", b"<html/>", 12100),
        ("text/xml", b"<Response>" + b" " * 70_000 + b"</Response>", 12100),
    ],
)
def test_documents_twilio_refuses(content_type, body, code):
    with pytest.raises(TwimlError) as refusal:
        parse(URL, content_type, body)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ("<Sing/><Say>a</Say>", "<Sing> has no place in <Response>"),
        ("<say>a</say><Say>a</Say>", "<say> has no place"),
        ("<Stream url='wss://x'/><Say>a</Say>", "<Stream> has no place in <Response>"),
        ("<Say tempo='3'>a</Say>", "no attributes ['tempo']"),
    ],
)
def test_what_does_not_belong_is_left_out_with_a_warning(body, warning):
    found = document(body)
    assert [verb.name for verb in found.verbs] == ["Say"]
    assert len(found.warnings) == 1
    assert warning in found.warnings[0]
