"""Partnerships that share this database know of each other, and hand cases over one to another."""

import sqlalchemy as sa
from alembic import op

revision = "0011_handovers"
down_revision = "0010_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partnerships",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("partnership"),
    )
    op.create_table(
        "handovers",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("handovers_by_target", "handovers", ["target", "state"])
    op.create_index("handovers_by_source", "handovers", ["partnership", "state"])
