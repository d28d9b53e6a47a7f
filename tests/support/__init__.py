"""Fakes and helpers shared by tests: hotlines, databases, callers, servers, people."""
