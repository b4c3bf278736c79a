"""Tests of devflow.guard."""
