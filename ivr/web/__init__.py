"""HTTP and WebSocket: the application, webhooks, the media socket, health, metrics, the server's
worker.

Receives requests; emits responses. All thinking is behind it.
"""
