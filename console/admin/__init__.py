"""For admins: who may sign in, and who did what.

Receives accounts and the log of actions; emits pages, and accounts locked or unlocked.
"""
