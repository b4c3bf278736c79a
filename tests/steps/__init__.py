"""Tests of devflow's steps."""
