"""Measuring the knowledge: content tests, calibration, the dry run before publishing.

Receives a library and labelled sentences; emits failures, figures and calibration.
"""
