"""What the web server loads: the application with everything ready for the first call."""

from ivr.config.settings import load
from ivr.observability import metrics_load, tracing
from ivr.observability.logs import configure
from ivr.web.app import create_app

settings = load()
configure(settings.log_format, settings.log_level)
if settings.traces:
    tracing.configure(settings.traces)
app = create_app(settings)
with app.app_context():
    board = app.extensions["hotline"].board  # loads the speech model now, not in a call
metrics_load.keep_up(board.admission.report)
