"""Notices found by the end of a number and by a name, members by the end of theirs; open questions

Filled afterwards (`models.number_ends`): a migration has no data key.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column in (
        ("notices", "member_end"),
        ("notices", "phone_end"),
        ("members", "number_end"),
    ):
        op.add_column(table, sa.Column(column, sa.String(32), nullable=False, server_default=""))
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column("notices", sa.Column("name_marks", sa.Text(), nullable=False, server_default=""))
    op.drop_index("ix_questions_decision", "questions")
    op.create_index("ix_questions_decision", "questions", ["decision", "handled", "at"])


def downgrade() -> None:
    op.drop_index("ix_questions_decision", "questions")
    op.create_index("ix_questions_decision", "questions", ["decision", "at"])
    op.drop_column("notices", "name_marks")
    for table, column in (
        ("members", "number_end"),
        ("notices", "phone_end"),
        ("notices", "member_end"),
    ):
        op.drop_index(f"ix_{table}_{column}", table)
        op.drop_column(table, column)
