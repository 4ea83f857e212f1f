"""What waits in the outbox is read in the order in which it leaves."""

from __future__ import annotations

from alembic import op

revision = "0008_outbox_order"
down_revision = "0007_erasures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("outbox_by_due", "outbox")
    op.drop_index("outbox_by_lane", "outbox")
    op.create_index("outbox_by_due", "outbox", ["partnership", "waiting", "due", "seq"])
    lane = ["partnership", "platform", "lane", "waiting", "seq"]
    op.create_index("outbox_by_lane", "outbox", lane)
