"""What callers say in a notice that no field has room for, such as a day not known exactly"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("remarks", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("notices", "remarks")
