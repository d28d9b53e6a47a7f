"""The services a caller can reach, one conversation each."""
