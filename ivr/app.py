"""The Flask application."""

from flask import Flask

from console.app import register
from ivr import health, house, metrics_page, observing, settings
from ivr.proxies import TrustedProxies
from ivr.telephony.webhooks import voice

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
    app.extensions["hotline"] = house.House(lambda: house.build(chosen or settings.load()))
    app.register_blueprint(voice)
    register(app)
    app.add_url_rule("/health", view_func=health.health)
    app.add_url_rule("/ready", view_func=health.ready)
    app.add_url_rule("/metrics", "metrics", metrics_page.page)
    observing.attach(app)
    app.wsgi_app = TrustedProxies(app)  # type: ignore[method-assign]
    return app
