"""The time limits that were counted become a field of the entries that tell them"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTED_SO_FAR = {
    "claim.critical_illness.deadline": "90天",
    "claim.accident_disability.deadline": "180天",
    "claim.accident_death.deadline": "15天",
    "claim.illness_death.deadline": "6个月",
}
_VERSIONS = sa.table(
    "knowledge_versions",
    sa.column("id", sa.Integer),
    sa.column("item_id", sa.String),
    sa.column("body", sa.JSON),
)


def upgrade() -> None:
    _rewrite(lambda item, body: {"limit": COUNTED_SO_FAR[item], **body})


def downgrade() -> None:
    _rewrite(lambda _item, body: {name: told for name, told in body.items() if name != "limit"})


def _rewrite(changed: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
    connection = op.get_bind()
    ours = _VERSIONS.c.item_id.in_(list(COUNTED_SO_FAR))
    for row in connection.execute(sa.select(_VERSIONS).where(ours)).all():
        body = json.loads(row.body) if isinstance(row.body, str) else row.body
        connection.execute(
            sa.update(_VERSIONS)
            .where(_VERSIONS.c.id == row.id)
            .values(body=changed(row.item_id, body))
        )
