"""Confer on Matrix: one account, one device, its own sync loop.

client.py holds everything of matrix-nio; kept.py everything this adapter finds again in the store.
"""
