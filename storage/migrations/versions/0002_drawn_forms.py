"""Buttons that a platform names, and one-time pages."""

import sqlalchemy as sa
from alembic import op

revision = "0002_drawn_forms"
down_revision = "0001_start"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offers", sa.Column("name", sa.String(), nullable=True))
    op.create_index("offers_by_name", "offers", ["partnership", "name"], unique=False)
    op.create_table(
        "links",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "token_hash"),
    )
