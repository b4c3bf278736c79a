"""What is kept of a repository, brought up to a commit, and found again."""
