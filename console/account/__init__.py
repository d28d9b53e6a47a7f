"""Own account and accounts of others: signing in, password, authenticator, who may sign in, who did
what.

Receives forms of staff; emits pages, sessions and entries in the log of actions.
"""
