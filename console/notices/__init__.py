"""Accident notices: the queue, one notice, its print sheet, and what staff do about it.

Receives notices from calls; emits pages, sheets and the state of each case.
"""
