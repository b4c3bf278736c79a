"""What a ticket says: words, names, places, and what it asks for."""
