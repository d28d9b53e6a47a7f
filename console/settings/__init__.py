"""For admins: the settings an office may change while the hotline runs, and those it may not.

Receives the environment's settings and what was chosen; emits a page, and choices with who made them.
"""
