"""One client's requests are counted for itself; one too many is told when to go on."""

from __future__ import annotations

import pytest

from tests.web.client import client_of
from tests.web.fake import FakeService
from web.faults import Refusal
from web.keys import Keys, new_key
from web.limits import Allowance, network


def test_one_too_many_is_429_with_a_time_to_wait() -> None:
    client = client_of(FakeService(), allowance=Allowance(3))
    replies = [client.post("/api/search", json={"question": "harbour"}) for _ in range(5)]
    assert [reply.status_code for reply in replies] == [200] * 3 + [429] * 2
    assert replies[3].json["error"]["code"] == "too_many_requests"
    assert 1 <= int(replies[3].headers["Retry-After"]) <= 60
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert client.get("/static/none.css").status_code == 404
    other = client.get("/", environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 200


def test_a_forwarded_address_is_not_believed() -> None:
    client = client_of(FakeService(), allowance=Allowance(1))
    statuses = [client.get("/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert statuses == [200, 429, 429]


def test_keys_are_counted_each_and_wrong_ones_by_address() -> None:
    (ada, ada_hash), (bob, bob_hash) = new_key(), new_key()
    client = client_of(FakeService(), allowance=Allowance(2), keys=Keys({"ada": ada_hash, "bob": bob_hash}))

    def ask(key: str) -> int:
        return int(client.get("/", headers={"Authorization": f"Bearer {key}"}).status_code)

    assert [ask(ada), ask(ada), ask(ada), ask(bob), ask("x"), ask("y"), ask("z")] == [200, 200, 429, 200, 401, 401, 429]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:0:1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_who_an_address_is(address: str | None, who: str) -> None:
    assert network(address) == who


def test_many_clients_are_many() -> None:
    allowance = Allowance(1)
    for n in range(200):
        allowance.take(f"192.0.2.{n}")
    with pytest.raises(Refusal):
        allowance.take("192.0.2.7")
