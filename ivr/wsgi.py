"""The address deployments load the server by, `ivr.wsgi:app`; it lives in `ivr.web.wsgi`."""

from ivr.web.wsgi import app

__all__ = ["app"]
