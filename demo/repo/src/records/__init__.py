"""Payments on a page, with filters."""
