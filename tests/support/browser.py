"""A real browser on a real server, and the way people take through pages with it."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.support.servers import wait_until
from tests.support.staff import PASSWORD, Person

CHROMIUM = "/usr/bin/chromium"
WITHOUT_WINDOWS = "/usr/bin/chromium-headless-shell"
"""The same browser without what draws windows: it takes half the time, and knows no microphone."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
PICTURES = Path(__file__).parents[2] / "docs" / "images"
AXE = Path(__file__).parents[1] / "console" / "vendor" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
expect.set_options(timeout=20_000)  # a busy machine is no fault of the page


@contextmanager
def served(app) -> Iterator[str]:
    """The application on a free port; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def chromium(*further: str, program: str = WITHOUT_WINDOWS) -> Iterator[Browser]:
    """Debian's Chromium. Where it is missing the tests fail: nothing is skipped."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *further])
        yield browser
        browser.close()


def open_page(browser: Browser, address: str, timeout: int = 30_000, **options: Any) -> Page:
    """A new window. `errors` of it are exceptions of scripts and what the page's policy refused."""
    context = browser.new_context(
        base_url=address,
        locale="zh-CN",
        viewport=DESKTOP,
        # A colour that still fades is no colour to judge a page by.
        reduced_motion="reduce",
        **options,
    )
    page = context.new_page()
    page.set_default_timeout(timeout)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on(
        "console",
        lambda said: page.errors.append(said.text) if "Security" in said.text else None,
    )
    return page


def fits(page: Page, name: str) -> None:
    """The page as it is now in both widths: nothing sideways, no fault, no error."""
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for width, view in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(view)
        # Until a chart has been drawn anew.
        wait_until(lambda: not page.evaluate(sideways), 20, f"{name} scrolls sideways at {width}:")
        assert faults(page) == [], width
        take_picture(page, f"{name}-{width}")
    page.set_viewport_size(DESKTOP)
    assert page.errors == []


def sign_in(page: Page, person: Person) -> None:
    """As a person does it: by keyboard."""
    page.goto("/console/sign-in")
    page.get_by_label("用户名").fill(person.name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    if person.totp:
        page.get_by_label("验证码").fill(pyotp.TOTP(person.totp).now())
        page.keyboard.press("Enter")
    page.wait_for_url("**/console/overview")


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG AA, in words."""
    # A page's own policy forbids scripts put into it; the debugger's way in is not under it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        f"axe.run(document, {{runOnly: {json.dumps(STANDARD)}}}).then(r => r.violations)"
    )
    return [
        f"{violation['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


def take_picture(page: Page, name: str) -> None:
    """Keep what is seen in docs/images, when HOTLINE_PICTURES is set."""
    if os.environ.get("HOTLINE_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(500)  # a chart is drawn anew
        page.screenshot(path=str(PICTURES / f"console-{name}.png"), full_page=True)
