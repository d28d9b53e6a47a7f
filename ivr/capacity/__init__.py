"""How many calls a process holds: admission, call slots, decoders, measurement, draining.

Receives how busy the process is; emits how the next caller is served.
"""
