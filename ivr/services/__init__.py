"""Puts a server process together (`build`): settings in, all its parts out.

Receives `Settings`; emits the parts a request or a call needs. Imported by `web`, `cli` and the
console only.
"""
