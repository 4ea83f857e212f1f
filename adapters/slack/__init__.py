"""Slack: slash commands, modals, buttons and the Home tab, over the same core as every other platform.

Slack keeps what is typed into it. So set words and references go by Slack, and nobody's own words do,
unless a partnership's settings accept that: those are written and read on Confer's own page.
"""
