"""What runs tell, worded: for a terminal, as Markdown, as JSON."""
