"""Calls as they went: the list, search, files, one call with its turns, corrections of what was
heard.

Receives the call log and recordings; emits pages, files and reviews.
"""
