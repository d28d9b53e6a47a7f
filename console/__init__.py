"""Web pages for operators and staff, under /console.

Receives requests of signed-in people; emits pages, files and entries of the log of actions. Reads
calls, notices and members; what it changes is about staff, cases and members, never a call's log.
Never imported by `ivr` but where the application is put together.
"""
