"""Members: one looked up by number, files checked before they are imported.

Receives numbers and files; emits pages, and members in the database.
"""
