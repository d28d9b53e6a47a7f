"""What every page has around it: application, access, sessions, languages, layout, error pages,
headers.

Receives requests; emits what the page families share. Imports a page family only to register it.
"""
