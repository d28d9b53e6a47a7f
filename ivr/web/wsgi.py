"""What the web server loads: the application with everything ready for the first call."""

from ivr.config.settings import load
from ivr.observability import tracing
from ivr.observability.logs import configure
from ivr.services.build import build_services
from ivr.web.app import create_app

settings = load()
configure(settings.log_format, settings.log_level)
if settings.traces:
    tracing.configure(settings.traces)
services = build_services(settings)
app = create_app(services)
services.start()
