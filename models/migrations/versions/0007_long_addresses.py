"""SIP addresses, and ids of the knowledge's items, however long they are"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WIDENED = {
    "calls": {"called": 32},
    "knowledge_items": {"id": 80, "file": 80},
    "knowledge_versions": {"item_id": 80},
    "reviews": {"illness": 80},
}


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        return  # which holds to no length, and would have to copy every call
    for table, columns in WIDENED.items():
        for column, length in columns.items():
            op.alter_column(table, column, existing_type=sa.String(length), type_=sa.Text())


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        return
    for table, columns in WIDENED.items():
        for column, length in columns.items():
            cut = f"left({column}, {length})"  # fails for ids that are too long: nothing is lost
            using = cut if table == "calls" else column
            op.alter_column(
                table,
                column,
                existing_type=sa.Text(),
                type_=sa.String(length),
                postgresql_using=using,
            )
