"""Which test goes to which worker, with `pytest -n`: those that wait beside those that compute.

A call at natural speed takes as long as it takes and little of a core. So every other worker begins
with the files marked `natural_speed`, the others with those marked `heavy`, and what is quick comes
last, so that no worker is left alone with much. A file stays in one worker: its fixtures are made once.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class FromBothEnds(LoadFileScheduling):
    """Hands out files in the order of collection: to every other worker from the end."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        if self.nodes.index(node) % 2:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FromBothEnds:
    config.option.loadscopereorder = False  # the order is ours
    return FromBothEnds(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with what waits to the front, with what computes to the end."""
    waiting = {item.path for item in items if item.get_closest_marker("natural_speed")}
    heavy = {item.path for item in items if item.get_closest_marker("heavy")}
    items.sort(key=lambda item: (item.path in heavy) - (item.path in waiting))
