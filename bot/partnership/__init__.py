"""What the partnership keeps besides cases: cards, settings, seats handed on, matters that are open."""
