"""The steps: each a function of tools and earlier handoffs that gives one new handoff; they never meet."""
