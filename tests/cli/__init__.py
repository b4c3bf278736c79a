"""Tests of devflow's cli."""
