"""GitHub: events and tickets in, branches and pull requests out."""
