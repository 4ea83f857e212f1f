"""What is due is found by an index in its order, also by a planner who knows of hardly any row that waits."""

from alembic import op

revision = "0013_due_order"
down_revision = "0012_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("rungs_by_due", "rungs")
    op.create_index("rungs_by_due", "rungs", ["partnership", "waiting", "due"])
    op.drop_index("outbox_by_lane", "outbox")
    lane = ["lane", "partnership", "platform", "waiting", "seq"]
    op.create_index("outbox_by_lane", "outbox", lane)
