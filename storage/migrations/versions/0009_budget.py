"""A day's messages are counted, the rest held for the morning; a nudge may wait once; a seat's pace is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009_budget"
down_revision = "0008_outbox_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("person", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("budget", sa.String(), nullable=True))
    op.create_index("outbox_by_budget", "outbox", ["partnership", "person", "budget", "sent"])
    op.create_table(
        "snoozes",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "name", "subject", "round", "person"),
    )
    op.create_table(
        "paces",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("nudge", sa.String(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "seat", "quarter", "nudge", "rung"),
    )
