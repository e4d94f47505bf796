"""A test client of the app over a service, with replies that type checkers leave alone."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from web import AnsweringService, create_app


class Client(FlaskClient):
    """Flask's own, except that the type of a reply is Any: its JSON is never None where a test reads it."""

    def get(self, *args: Any, **options: Any) -> Any:
        return super().get(*args, **options)

    def post(self, *args: Any, **options: Any) -> Any:
        return super().post(*args, **options)

    def open(self, *args: Any, **options: Any) -> Any:
        return super().open(*args, **options)


def client_of(service: AnsweringService, **options: Any) -> Client:
    """A client of `create_app(service, **options)`."""
    app = create_app(service, **options)
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    return client
