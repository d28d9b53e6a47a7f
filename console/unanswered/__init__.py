"""Questions the hotline could not answer, put together by what is alike.

Receives the log of calls; emits groups, drafts of aliases and entries, and questions handled.
"""
