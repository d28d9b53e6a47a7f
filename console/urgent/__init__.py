"""Calls in which somebody spoke of danger or despair: shown before everything else, until a person
takes care of them.

Receives what callers asked, as the knowledge took it; emits an alert for the top of other pages.
"""
