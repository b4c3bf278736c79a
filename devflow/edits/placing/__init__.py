"""Where the old lines of an edit stand in a file, and what the file is with the new ones in their place."""
