"""Calls as they went: the list, search, files, one call with its turns and recordings.

Receives the call log and recordings; emits pages and files.
"""
