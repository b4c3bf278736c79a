"""Documents, data and tests that a ticket names or asks for: a lane beside the source."""
