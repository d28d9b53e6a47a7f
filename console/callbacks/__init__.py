"""Promised call-backs: who waits for one, ringing them, settling it.

Receives the records of promises; emits pages and calls to staff and callers.
"""
