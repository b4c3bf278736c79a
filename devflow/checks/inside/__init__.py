"""Files that run in the tested repo's own environment: Python 3.7 or later, nothing else of devflow."""
