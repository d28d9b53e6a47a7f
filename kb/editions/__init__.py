"""Editions: drafts, publishing, what is in force, and how running servers take it up.

Receives items from staff and seed files; emits the edition that calls are answered from.
"""
