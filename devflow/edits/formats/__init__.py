"""The forms in which replies bear edits: each is read into the same parts, with no look at a file."""
