"""The Flask application."""

from flask import Flask

from console.app import register
from ivr.config import networks
from ivr.services.services import Services
from ivr.web import request_log
from ivr.web.health import Health
from ivr.web.metrics_page import MetricsPage
from ivr.web.proxies import TrustedProxies
from ivr.web.webhooks import Webhooks

MAX_FORM_BYTES = 64 * 1024
MAX_FRAME_BYTES = 64 * 1024
PING_SECONDS = 25


def create_app(services: Services) -> Flask:
    """Make the application from the parts of this process."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.config["SOCK_SERVER_OPTIONS"] = {
        "ping_interval": PING_SECONDS,
        "max_message_size": MAX_FRAME_BYTES,
    }
    app.extensions["hotline"] = services  # for the console's pages and for the worker
    app.register_blueprint(Webhooks(services).blueprint())
    register(app, services)
    Health(services).attach(app)
    MetricsPage(services).attach(app)
    request_log.attach(app)
    trusted = networks.parse(services.settings.trusted_proxies)
    app.wsgi_app = TrustedProxies(app.wsgi_app, trusted)  # type: ignore[method-assign]
    return app
