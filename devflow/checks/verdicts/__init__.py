"""What the outcomes of candidate and base mean together: better, worse, gone, or not to be told."""
