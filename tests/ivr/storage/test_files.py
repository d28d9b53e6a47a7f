"""Files written by many at once, with the same process id in other containers: each is whole."""

import os
import threading

from ivr.storage.files import write_atomically


def test_two_containers_with_the_same_process_id_and_one_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: 7)
    failed: list[Exception] = []

    def write(number: int) -> None:
        try:
            for _ in range(60):
                write_atomically(tmp_path / "knowledge.json", bytes([number]) * 5000)
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set((tmp_path / "knowledge.json").read_bytes())) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["knowledge.json"]
