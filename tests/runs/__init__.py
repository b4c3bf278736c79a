"""Tests of devflow's runs."""
