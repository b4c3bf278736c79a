"""The repo's own past commits as tickets: what devflow makes of them, beside what the team really did."""
