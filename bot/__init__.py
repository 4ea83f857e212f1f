"""The core: what Confer knows and decides. No network, no database, no chat platform."""
