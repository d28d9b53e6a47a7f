"""What happens today and what is due, kept up to date while the page is open.

Receives calls, notices and promises; emits one page and a stream of its changes.
"""
