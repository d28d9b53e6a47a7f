"""One person's page: all calls, notices and call-backs of a number or a member.

Receives the id of a call or notice, never a number in an address; emits a page, and logs who saw it.
"""
