"""Tests of devflow's git."""
