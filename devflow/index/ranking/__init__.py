"""Source files in the order of what speaks for them, with reasons."""
