"""Git hooks: put beside those that are there, and what they do when there is something to do."""
