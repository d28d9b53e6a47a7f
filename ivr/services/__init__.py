"""The one place that wires: settings in, all parts of a server process out.

Receives `Settings`; emits the parts a request or a call needs. Imported by `web`, `cli` and the
console only.
"""
