"""Fakes and helpers shared by tests: houses, databases, callers, servers, people."""
