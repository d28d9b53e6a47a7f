"""The Flask application."""

from flask import Flask

from console.shell.app import register
from ivr.config import settings
from ivr.services import build
from ivr.web import health, metrics_page, request_log
from ivr.web.proxies import TrustedProxies
from ivr.web.webhooks import voice

MAX_FORM_BYTES = 64 * 1024
MAX_FRAME_BYTES = 64 * 1024
PING_SECONDS = 25


def create_app(chosen: settings.Settings | None = None) -> Flask:
    """The application; the speech model is loaded when the first request needs it."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.config["SOCK_SERVER_OPTIONS"] = {
        "ping_interval": PING_SECONDS,
        "max_message_size": MAX_FRAME_BYTES,
    }
    app.extensions["hotline"] = build.House(lambda: build.build(chosen or settings.load()))
    app.register_blueprint(voice)
    register(app)
    app.add_url_rule("/health", view_func=health.health)
    app.add_url_rule("/ready", view_func=health.ready)
    app.add_url_rule("/metrics", "metrics", metrics_page.page)
    request_log.attach(app)
    app.wsgi_app = TrustedProxies(app)  # type: ignore[method-assign]
    return app
