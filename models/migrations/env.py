"""Alembic's entry: runs the migrations on the connection `models.migrate` hands over."""

from alembic import context

from models import (  # noqa: F401 - so that their tables are known
    audit,
    call,
    knowledge,
    member,
    notice,
    office,
    question,
    review,
    seal_check,
    staff,
    work,
)
from models.base import Base
from models.migrate import other_type

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=other_type,
)
with context.begin_transaction():
    context.run_migrations()
