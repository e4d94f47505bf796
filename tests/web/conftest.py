"""The fake service and a client of the app over it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.fake import FakeService
from web import create_app


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> FlaskClient:
    return create_app(service).test_client()
