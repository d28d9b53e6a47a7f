"""Web pages for operators and staff, under /console.

Receives requests of signed-in people; emits pages, files and entries of the log of actions. Reads
calls, notices and members; what it changes is about staff, cases, members and the knowledge, never a
call's log. The softphone's calls go through the hotline like all others.
Never imported by `ivr` but where the application is put together.
"""
