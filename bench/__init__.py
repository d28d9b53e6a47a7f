"""Measurements, each a module of its own that prints a Markdown table and can write JSON.

`python -m bench` runs them all and writes docs/benchmarks.md; `python -m bench NAME...` some.
"""
