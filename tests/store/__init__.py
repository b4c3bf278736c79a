"""Tests of devflow's store."""
