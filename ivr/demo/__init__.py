"""The demonstration: a real server, simulated callers at natural speed, both sides printed."""
