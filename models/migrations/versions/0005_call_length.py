"""How long calls took, so that the longest are found"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SECONDS = {
    "sqlite": "ROUND((JULIANDAY(ended_at) - JULIANDAY(started_at)) * 86400)",
    "postgresql": "ROUND(EXTRACT(EPOCH FROM ended_at - started_at))",
}


def upgrade() -> None:
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seconds", sa.Integer(), nullable=True))
    seconds = SECONDS[op.get_bind().dialect.name]
    op.execute(f"UPDATE calls SET seconds = {seconds} WHERE ended_at IS NOT NULL")  # nosec B608
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index("ix_calls_seconds", ["seconds", "sid"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index("ix_calls_seconds")
        batch_op.drop_column("seconds")
