"""A strict fake of Slack: its Web API, its two ways of calling an app, and the people who use it.

It speaks Slack's wire protocol to the real slack-bolt and slack-sdk, and refuses what Slack would refuse
(docs.slack.dev, read 2026). What an app sends against Slack's rules is kept in `violations`.
"""
