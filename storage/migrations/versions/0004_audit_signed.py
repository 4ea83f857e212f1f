"""Each entry of the audit is signed, and so is each opening; the signing key is kept sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0004_audit_signed"
down_revision = "0003_lines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_keys",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("partnership"),
    )
    # Empty in what was written before; the audit itself still refuses every change.
    op.add_column("audit", sa.Column("signature", sa.LargeBinary(), nullable=True))
    op.add_column("openings", sa.Column("signature", sa.LargeBinary(), nullable=True))
