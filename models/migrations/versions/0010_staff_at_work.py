"""Call-backs claimed and tried, saved lists, figures of past days, numbers found by their end"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callback_cases",
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["call_sid"], ["callbacks.call_sid"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_sid"),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=20), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_saved_searches_staff_id", "saved_searches", ["staff_id"])
    op.create_table(
        "daily_figures",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "name"),
    )
    # Filled afterwards (`models.number_ends`): a migration has no data key.
    op.add_column(
        "calls", sa.Column("caller_end", sa.String(32), nullable=False, server_default="")
    )
    op.create_index("ix_calls_caller_end", "calls", ["caller_end", "started_at", "sid"])
    op.add_column(
        "notice_cases",
        sa.Column("office_reference", sa.String(40), nullable=False, server_default=""),
    )
    op.add_column("staff", sa.Column("full_name", sa.String(40), nullable=False, server_default=""))
    op.create_index("ix_staff_actions_subject", "staff_actions", ["subject", "id"])
    op.create_index("ix_callbacks_status", "callbacks", ["status", "created_at"])
    op.create_index("ix_questions_started", "questions", ["started_at", "topic", "level"])


def downgrade() -> None:
    op.drop_index("ix_questions_started", "questions")
    op.drop_index("ix_callbacks_status", "callbacks")
    op.drop_index("ix_staff_actions_subject", "staff_actions")
    op.drop_column("staff", "full_name")
    op.drop_column("notice_cases", "office_reference")
    op.drop_index("ix_calls_caller_end", "calls")
    op.drop_column("calls", "caller_end")
    for table in ("daily_figures", "saved_searches", "callback_cases"):
        op.drop_table(table)
