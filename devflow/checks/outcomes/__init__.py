"""What a run of a check came to, by id: read from reports that are hostile input, and kept for bases."""
