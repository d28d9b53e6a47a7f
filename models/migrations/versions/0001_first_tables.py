"""Members, coverage, calls, turn log, notices, call-backs, messages, audit"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_key", sa.String(length=32), nullable=False),
        sa.Column("caller_key", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_caller", ["caller_key", "at"], unique=False)
        batch_op.create_index("ix_audit_subject", ["subject_key", "at"], unique=False)

    op.create_table(
        "calls",
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("caller_key", sa.String(length=32), nullable=False),
        sa.Column("called", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("streams", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("recording_refused", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("sid"),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_caller_key"), ["caller_key"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_key", sa.String(length=32), nullable=False),
        sa.Column("union_code", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("person_key", sa.String(length=32), nullable=True),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number_key"),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_members_union_code"), ["union_code"], unique=False)
        batch_op.create_index(
            "uq_members_one_valid_card",
            ["person_key"],
            unique=True,
            sqlite_where=sa.text("state = 'valid'"),
            postgresql_where=sa.text("state = 'valid'"),
        )

    op.create_table(
        "seal_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "callbacks",
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_key", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recording", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_sid"],
            ["calls.sid"],
        ),
        sa.PrimaryKeyConstraint("call_sid"),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callbacks_phone_key"), ["phone_key"], unique=False)

    op.create_table(
        "coverages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=1), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "starts"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("last_call_sid", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("reporter_recording", sa.String(length=300), nullable=False),
        sa.Column("member_number", sa.Text(), nullable=False),
        sa.Column("member_key", sa.String(length=32), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("person_recording", sa.String(length=300), nullable=False),
        sa.Column("accident_date", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_recording", sa.String(length=300), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_recording", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("hospital", sa.Text(), nullable=False),
        sa.Column("hospital_recording", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_key", sa.String(length=32), nullable=False),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_sid"],
            ["calls.sid"],
        ),
        sa.ForeignKeyConstraint(
            ["last_call_sid"],
            ["calls.sid"],
        ),
        sa.ForeignKeyConstraint(["same_as"], ["notices.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_call_sid"), ["call_sid"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notices_last_call_sid"), ["last_call_sid"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notices_phone_key"), ["phone_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_reference"), ["reference"], unique=False)
        batch_op.create_index("ix_notices_same", ["member_key", "accident_date"], unique=False)

    op.create_table(
        "sms",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_key", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_sid"],
            ["calls.sid"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("sms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sms_phone_key"), ["phone_key"], unique=False)

    op.create_table(
        "turn_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(length=80), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_sid"],
            ["calls.sid"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_sid", "epoch", "seq"),
    )
    with op.batch_alter_table("turn_log", schema=None) as batch_op:
        batch_op.create_index("ix_turn_log_at", ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("turn_log", schema=None) as batch_op:
        batch_op.drop_index("ix_turn_log_at")

    op.drop_table("turn_log")
    with op.batch_alter_table("sms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sms_phone_key"))

    op.drop_table("sms")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_same")
        batch_op.drop_index(batch_op.f("ix_notices_reference"))
        batch_op.drop_index(batch_op.f("ix_notices_phone_key"))
        batch_op.drop_index(batch_op.f("ix_notices_last_call_sid"))
        batch_op.drop_index(batch_op.f("ix_notices_call_sid"))

    op.drop_table("notices")
    op.drop_table("coverages")
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_callbacks_phone_key"))

    op.drop_table("callbacks")
    op.drop_table("seal_check")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_members_one_valid_card",
            sqlite_where=sa.text("state = 'valid'"),
            postgresql_where=sa.text("state = 'valid'"),
        )
        batch_op.drop_index(batch_op.f("ix_members_union_code"))

    op.drop_table("members")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_caller_key"))

    op.drop_table("calls")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_subject")
        batch_op.drop_index("ix_audit_caller")

    op.drop_table("audit")
