"""A way to PostgreSQL that can be frozen: connections stay, nothing comes through any more."""

import contextlib
import socket
import threading
from pathlib import Path

from sqlalchemy.engine import make_url


class FreezingProxy:
    """Listens on this machine's TCP and forwards to the tests' server."""

    def __init__(self, url: str) -> None:
        """`url` is a database's, by the server's own socket."""
        self._url = make_url(url)
        folder = Path(str(self._url.query["host"]))
        self._target = next(p for p in folder.glob(".s.PGSQL.*") if p.suffix != ".lock")
        self._flows = threading.Event()
        self._flows.set()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        """The same database, through here."""
        port = self._listener.getsockname()[1]
        return f"postgresql+psycopg://postgres@127.0.0.1:{port}/{self._url.database}"

    def freeze(self) -> None:
        """Hang, as a server does whose disk or machine hangs: nobody is refused or told."""
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    def close(self) -> None:
        self.thaw()
        for one in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._target))
                self._sockets += [client, server]
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
