"""The fake service and a client of the app over it."""

from __future__ import annotations

import pytest

from tests.web.client import Client, client_of
from tests.web.fake import FakeService


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> Client:
    return client_of(service)
