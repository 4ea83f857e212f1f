"""The dates that suit somebody, and the calendars that somebody may fetch."""

import sqlalchemy as sa
from alembic import op

revision = "0006_meetings"
down_revision = "0004_audit_signed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_votes",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("slots", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "meeting", "person"),
    )
    op.create_table(
        "calendars",
        sa.Column("partnership", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("partnership", "person", "meeting"),
        sa.UniqueConstraint("partnership", "token_hash"),
    )
