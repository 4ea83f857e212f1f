"""The conversation with one person: a typed line, a form, a button, a shortcut, a page of one's own."""
