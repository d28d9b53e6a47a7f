"""Of what kind each entry of a call's log is: an act of the caller, a look-up, or a save"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Generated, so that older entries have it too, and those an older program still writes meanwhile.
KIND = (
    "CASE WHEN substr(asked, 1, 7) = 'lookup:' THEN 'lookup' "
    "WHEN substr(asked, 1, 5) = 'save:' THEN 'save' ELSE 'act' END"
)


def upgrade() -> None:
    op.add_column("turn_log", sa.Column("kind", sa.String(6), sa.Computed(KIND)))


def downgrade() -> None:
    op.drop_column("turn_log", "kind")
