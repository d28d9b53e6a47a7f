"""What the hotline remembers: members, calls and their logs, notices, call-backs, messages, audit.

SQLAlchemy 2 models and Alembic migrations. SQLite by default, PostgreSQL by URL.
Never imports `ivr`, `speech`, `kb` or `console`.
"""
