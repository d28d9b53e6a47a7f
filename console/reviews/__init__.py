"""Corrections of what was heard in calls.

Receives what operators heard and meant; emits reviews, and drafts of content tests.
"""
