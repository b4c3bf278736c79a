"""The command line: a file per command, and in group.py the one place where errors become exit codes."""
