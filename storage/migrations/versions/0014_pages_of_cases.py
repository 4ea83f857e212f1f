"""Lists of cases go on where a page ended: read in the order of an index, also those of one status."""

from alembic import op

revision = "0014_pages_of_cases"
down_revision = "0013_due_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("cases_by_raised", "cases")
    op.create_index("cases_by_raised", "cases", ["partnership", "raised", "id"])
    op.create_index("cases_by_status", "cases", ["partnership", "status", "raised", "id"])
