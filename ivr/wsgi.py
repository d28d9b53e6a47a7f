"""What the web server loads: the application with everything ready for the first call."""

from ivr.app import create_app
from ivr.logs import configure
from ivr.settings import load

settings = load()
configure(settings.log_format, settings.log_level)
app = create_app(settings)
with app.app_context():
    app.extensions["hotline"].board  # noqa: B018 - load the speech model now, not in a call
