"""Calls listed by the way they came in"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_calls_door", "calls", ["door", "started_at", "sid"])


def downgrade() -> None:
    op.drop_index("ix_calls_door", "calls")
