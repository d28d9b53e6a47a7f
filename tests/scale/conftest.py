"""A call nobody has heard of, for the tests of this folder."""

from tests.telephony.conftest import sid  # noqa: F401 - a fixture
