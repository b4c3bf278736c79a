"""Tests of devflow's report."""
