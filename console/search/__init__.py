"""One field for everything: calls, notices and members by a number, its end, a reference or a name.

Receives what somebody typed, in a form and never in an address; emits one page.
"""
