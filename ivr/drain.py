"""The address deployments load the worker by, `ivr.drain.Worker`; it lives in `ivr.web.worker`."""

from ivr.web.worker import Worker

__all__ = ["Worker"]
