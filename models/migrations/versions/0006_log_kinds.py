"""The kind of each entry of a call's log: an act of the caller, a look-up, or a save"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Filled afterwards (`ivr.storage.log_kinds`), a batch at a time: calls that go on write here.
    op.add_column("turn_log", sa.Column("kind", sa.String(length=6), nullable=True))


def downgrade() -> None:
    op.drop_column("turn_log", "kind")
