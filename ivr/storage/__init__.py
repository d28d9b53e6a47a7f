"""What outlives a call: the call log, the journal for when the database is away, recordings.

Receives inputs and effects of calls; emits them again after a restart, nothing lost.
"""
