"""What the web server loads: the application with everything ready for the first call."""

from ivr.app import create_app
from ivr.logs import configure

configure()
app = create_app()
with app.app_context():
    app.extensions["hotline"].board  # noqa: B018 - load the speech model now, not in a call
