"""What callers asked, and what operators corrected"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=6), nullable=False),
        sa.Column("handled", sa.String(length=8), nullable=False),
        sa.Column("handled_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"]),
        sa.PrimaryKeyConstraint("call_sid", "epoch", "seq"),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index("ix_questions_decision", ["decision", "at"], unique=False)
        batch_op.create_index(
            "ix_questions_level", ["level", "started_at", "call_sid"], unique=False
        )
        batch_op.create_index(
            "ix_questions_topic", ["topic", "started_at", "call_sid"], unique=False
        )

    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("illness", sa.String(length=80), nullable=False),
        sa.Column("aspect", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_sid", "epoch", "seq"),
    )


def downgrade() -> None:
    op.drop_table("reviews")
    op.drop_table("questions")
