"""A run as one file: its commit and its rows in the store, carried from one machine to another."""
