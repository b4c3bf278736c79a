"""Every git call of devflow: one door to the program, readers of objects, the user's repo, devflow's own."""
