"""What can be seen from outside: metrics, logs, traces, captions, masking of personal data.

Receives what happens in calls; emits numbers, lines and spans without personal data.
"""
