"""What is shown of the partnership's work: anonymous counts by period."""

import sqlalchemy as sa
from alembic import op

revision = "0012_figures"
down_revision = "0011_handovers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "period", "figure", "key"),
    )
