"""The outside world: chat platforms, calendars, machines."""
