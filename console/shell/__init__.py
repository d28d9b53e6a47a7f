"""What every page has around it: access, sessions, languages, layout, error pages, headers.

Receives requests; emits what the page families share. Knows none of them.
"""
