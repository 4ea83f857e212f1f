"""Meetings: how one gets its date, who sees what of it, and the calendars that people fetch."""
