"""Content: items, their schema and checks, the library they make, files in and out.

Receives YAML, Excel or database bodies; emits a checked `Library`. Knows no matcher and no
database.
"""
