"""More callers than lines, more servers than one, servers that stop or die."""
