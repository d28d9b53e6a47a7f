"""Whole calls placed against a running server, at natural speed."""
