"""Personal data over time: retention, a new data key, one person's data shown or erased.

Receives the database and recordings; emits less of them.
"""
