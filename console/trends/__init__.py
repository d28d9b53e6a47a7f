"""Days, weeks and months side by side: calls, what came of them, topics, recognition, waiting.

Receives the figures of past days; emits pictures with the table behind each.
"""
