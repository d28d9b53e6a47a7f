"""The softphone: a browser with a recording as its microphone calls the hotline."""

import json
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from sqlalchemy import select
from websocket import create_connection

from demo import AUDIO
from demo.server import Server
from ivr.cli.common import local_settings
from models import migrate
from models.base import connect
from models.call import Call
from speech.audio.telephone import pcm_to_ulaw, read_wav, resample, ulaw_to_pcm
from tests.support.browser import (
    CHROMIUM,
    DESKTOP,
    PHONE,
    chromium,
    faults,
    open_page,
    served,
    take_picture,
)
from tests.support.servers import wait_until
from tests.support.staff import add_person, new_hotline

pytestmark = pytest.mark.natural_speed

QUESTION = AUDIO / "021.wav"
"""急性重症肝炎算大病吗, over a telephone line."""

MICROPHONE_RATE = 48_000
FAKE = ["--use-fake-device-for-media-stream"]
TRIAL = {
    "HOTLINE_CHECK_SIGNATURES": "false",
    "HOTLINE_TWILIO_AUTH_TOKEN": "",
    "HOTLINE_WORKERS": "1",
}


def as_microphone(folder: Path) -> Path:
    """The question as a sound card gives it, once: ten seconds of silence, the words, silence."""
    quiet = b"\0\0" * MICROPHONE_RATE
    said = resample(read_wav(QUESTION), 8000, MICROPHONE_RATE)
    path = folder / "microphone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(MICROPHONE_RATE)
        file.writeframes(quiet * 10 + said + quiet * 60)
    return path


def test_a_question_is_asked_by_microphone_and_the_answer_is_heard(tmp_path):
    """A trial server in its own process, real recognition, a real browser; nobody signs in."""
    microphone = f"--use-file-for-fake-audio-capture={as_microphone(tmp_path)}%noloop"
    server = Server(local_settings().var.resolve(), tmp_path, **TRIAL)
    migrate.upgrade(connect(server.database_url))
    options = (*FAKE, "--use-fake-ui-for-media-stream", microphone)
    with server, chromium(*options, program=CHROMIUM) as browser:
        page = open_phone(browser, server.url)
        page.get_by_role("button", name="拨打").click()
        log = page.get_by_role("log")
        expect(log).to_contain_text("您好，这里是上海工会", timeout=60_000)
        answered = log.get_by_text("最终以职保会界定为准")
        # Doubts are asked back, and a long answer comes in two blocks.
        for asked in ("对吗", "要继续听吗"):
            asked_back = log.get_by_text(asked)
            expect(answered.or_(asked_back).first).to_be_visible(timeout=120_000)
            if asked_back.count() and not answered.count():
                page.keyboard.press("1")
        expect(answered).to_be_visible(timeout=120_000)
        expect(log).to_contain_text("急性或亚急性重症肝炎，在B类保障的大病范围里")
        expect(page.get_by_role("status")).to_have_text("通话中")
        take_picture(page, "softphone-desktop")
        page.keyboard.press("Escape")
        expect(page.get_by_role("status")).to_have_text("您已挂断。")
        assert page.errors == []


# The rest runs in this process, with a recogniser that is told what it hears.


@pytest.fixture(scope="module")
def hotline(tmp_path_factory):
    return new_hotline(tmp_path_factory.mktemp("phone"))


@pytest.fixture(scope="module")
def address(hotline):
    with served(hotline.app) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    """A browser with a microphone that nobody has allowed yet."""
    with chromium(*FAKE, program=CHROMIUM) as opened:
        yield opened


def open_phone(browser: Browser, address: str, **options) -> Page:
    page = open_page(browser, address, **options)
    page.goto("/phone")
    return page


def last_call(hotline) -> Call:
    with hotline.services.sessions() as session:
        return session.scalar(select(Call).order_by(Call.started_at.desc(), Call.sid).limit(1))


def test_without_a_microphone_it_says_so_and_keys_do(hotline, address, browser):
    page = open_phone(browser, address)
    page.get_by_role("button", name="拨打").click()
    expect(page.get_by_role("status")).to_contain_text("浏览器不让用麦克风")
    for view in (DESKTOP, PHONE):
        page.set_viewport_size(view)
        assert faults(page) == []
    take_picture(page, "softphone-refused-phone")
    page.get_by_role("button", name="只用按键拨打").click()
    expect(page.get_by_role("status")).to_have_text("通话中")
    page.keyboard.press("2")
    expect(page.get_by_role("log")).to_contain_text("按键 2")
    page.get_by_role("button", name="1", exact=True).click()
    expect(page.locator("#phone-pressed")).to_have_text("21")
    page.set_viewport_size(PHONE)
    assert faults(page) == []
    take_picture(page, "softphone-phone")
    page.get_by_role("button", name="挂断").click()
    expect(page.get_by_role("button", name="拨打", exact=True)).to_be_focused()
    assert page.errors == []
    wait_until(lambda: last_call(hotline).outcome, 20, "the end of the call")
    call = last_call(hotline)
    assert (call.called, call.outcome) == ("softphone", "hung_up")


def test_a_hand_over_rings_nobody_and_the_call_goes_on(address, browser):
    page = open_phone(browser, address, permissions=["microphone"])
    page.get_by_role("button", name="拨打").click()
    log = page.get_by_role("log")
    expect(log).to_contain_text("您好")
    page.get_by_role("button", name="静音").click()
    expect(page.get_by_role("button", name="静音")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("0")
    expect(log).to_contain_text("网页电话不拨真的电话")
    expect(log).to_contain_text("人工", timeout=60_000)
    expect(page.get_by_role("status")).to_have_text("通话中")
    page.context.close()


def test_a_line_that_breaks_is_got_back(hotline, address, browser):
    lines: list[tuple[WebSocketRoute, WebSocketRoute]] = []
    page = browser.new_context(base_url=address, locale="zh-CN").new_page()
    page.route_web_socket("**/stream", lambda ws: lines.append((ws, ws.connect_to_server())))
    page.goto("/phone")
    page.get_by_role("button", name="拨打").click()
    page.get_by_role("button", name="只用按键拨打").click()
    expect(page.get_by_role("log")).to_contain_text("您好")
    for end in lines[0]:
        end.close()
    expect(page.get_by_role("log")).to_contain_text("刚才线路断了", timeout=60_000)
    expect(page.get_by_role("status")).to_have_text("通话中")
    page.close()


def test_a_line_that_does_not_come_back_is_given_up(hotline, address, browser):
    lines: list[WebSocketRoute] = []
    page = browser.new_context(base_url=address, locale="zh-CN").new_page()
    page.route_web_socket("**/stream", lambda ws: (lines.append(ws), ws.close(code=1011)))
    page.clock.install()
    page.goto("/phone")
    page.get_by_role("button", name="拨打").click()
    page.get_by_role("button", name="只用按键拨打").click()
    status = page.get_by_role("status")

    def given_up() -> bool:
        page.clock.run_for(4_000)
        page.wait_for_timeout(50)
        return "接不回来" in status.inner_text()

    wait_until(given_up, 60, "the last attempt")
    assert len(lines) == 5, "the first and four more"
    page.close()


def test_a_server_without_a_line_left_says_so(hotline, address, browser):
    page = browser.new_context(base_url=address, locale="zh-CN").new_page()
    page.route_web_socket("**/stream", lambda ws: ws.close(code=1008))
    page.goto("/phone")
    page.get_by_role("button", name="拨打").click()
    page.get_by_role("button", name="只用按键拨打").click()
    expect(page.get_by_role("status")).to_contain_text("语音线路都在用")
    page.close()


def test_the_browser_speaks_mulaw_as_telephones_do(address, browser):
    page = open_phone(browser, address)
    levels = list(range(-32768, 32768, 37))
    coded, decoded = page.evaluate(
        """async (levels) => {
            const { encode, decode } = await import("/console/static/phone/mulaw.js");
            const codes = Array.from({ length: 256 }, (_, code) => code);
            return [levels.map((l) => encode(l / 32768)), codes.map((c) => decode(c) * 32768)];
        }""",
        levels,
    )
    pcm = b"".join(level.to_bytes(2, "little", signed=True) for level in levels)
    wrong = [
        (level, code, right)
        for level, code, right in zip(levels, coded, pcm_to_ulaw(pcm), strict=True)
        if code != right and abs(int(decoded[code]) - level) > abs(level) / 16 + 8
    ]
    assert wrong == []
    plain = ulaw_to_pcm(bytes(range(256)))
    assert decoded == [
        int.from_bytes(plain[n : n + 2], "little", signed=True) for n in range(0, 512, 2)
    ]


def test_on_a_public_address_strangers_sign_in_first(tmp_path):
    public = new_hotline(tmp_path, public_url="https://hotline.example")
    client = public.app.test_client()
    assert client.get("/phone").location == "/console/phone"
    page = client.get("/console/phone", base_url="https://hotline.example")
    assert page.location.endswith("/console/sign-in?next=%2Fconsole%2Fphone")


def test_another_sites_name_for_this_machine_is_no_way_in(hotline):
    answer = hotline.app.test_client().get("/console/phone", base_url="http://evil.example")
    assert "/sign-in" in answer.location


def test_nobody_joins_a_call_that_is_not_theirs(hotline, address):
    other = add_person(hotline, "editor").post("/phone/calls").json["call"]
    caller = add_person(hotline, "editor")
    own = caller.post("/phone/calls").json["call"]
    assert caller.post(f"/phone/calls/{other}/next").status_code == 404
    cookie = caller.client.get_cookie("hotline_console", path="/console").value
    socket = address.replace("http", "ws") + f"/console/phone/calls/{own}/stream"
    line = create_connection(socket, cookie=f"hotline_console={cookie}")
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000}
    start = {"callSid": other, "mediaFormat": form}
    line.send(json.dumps({"event": "start", "streamSid": "MZ1", "start": start}))
    assert line.recv_data()[0] == 8  # closed, without a word
    line.shutdown()


def test_without_a_line_the_page_says_why(hotline, monkeypatch):
    caller = add_person(hotline, "operator")
    monkeypatch.setattr(hotline.services.slots, "most", 0)
    answer = caller.post("/phone/calls")
    assert (answer.status_code, answer.json) == (503, {"fault": "busy"})
