"""One's own account: signing in, password, authenticator, language.

Receives names, passwords and codes; emits sessions and entries in the log of actions.
"""
