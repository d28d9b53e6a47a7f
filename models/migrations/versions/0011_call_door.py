"""Which way a call came in: Twilio, a SIP trunk, a browser, the text console"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default stays: to take it away SQLite would have to copy every call.
    door = sa.Column("door", sa.String(length=10), nullable=False, server_default="twilio")
    op.add_column("calls", door)
    op.execute("UPDATE calls SET door = 'text' WHERE sid LIKE 'chat-%'")
    op.execute("UPDATE calls SET door = 'browser' WHERE called = 'softphone'")


def downgrade() -> None:
    op.drop_column("calls", "door")
