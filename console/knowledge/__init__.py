"""The knowledge as staff see it: items, drafts, test bench, files, publishing.

Receives forms and files of editors; emits pages, drafts and editions.
"""
