"""What decides how a repo is tested, built and watched: held for a person whatever the scope says."""
