"""The exact text that a ticket needs, under a budget."""
