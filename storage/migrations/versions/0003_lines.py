"""What stands in shared places about which case, for later edits and removal."""

import sqlalchemy as sa
from alembic import op

revision = "0003_lines"
down_revision = "0002_drawn_forms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lines",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("seats", sa.Boolean(), nullable=False),
        sa.Column("outdated", sa.Boolean(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("partnership", "platform", "message"),
    )
    op.create_index("lines_by_case", "lines", ["partnership", "platform", "case"], unique=False)
