"""Who gives and who receives: counts by seat and quarter."""

import sqlalchemy as sa
from alembic import op

revision = "0010_exchanges"
down_revision = "0009_budget"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchanges",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "quarter", "seat", "kind"),
    )
