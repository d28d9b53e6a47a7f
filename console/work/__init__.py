"""What waits for somebody: urgent calls, notices by their limits, call-backs, the editors' part.

Receives what other families know to be open; emits one list, what is most pressing first.
"""
