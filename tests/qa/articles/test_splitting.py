"""Files of many records are taken apart without being parsed: the same records, little memory, an end to all of it."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.articles import opening, units
from qa.articles.notes import Unit
from qa.articles.splitting import as_utf8, is_list, is_one_object, items
from qa.articles.units import find_units
from qa.types import Rejection

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='a"\\[]{},: \n\u2028é'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, min_size=1), st.sampled_from([None, 1]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_the_items_of_a_list_are_those_of_a_parser(value: list[object], indent: int | None, encoding: str) -> None:
    data = as_utf8(json.dumps(value, ensure_ascii=False, indent=indent).encode(encoding))
    assert is_list(data) and [json.loads(item) for item in items(data)] == value


@given(st.dictionaries(st.text(max_size=3), JSON))
def test_one_object_is_told_from_one_in_each_line(value: dict[str, object]) -> None:
    one = json.dumps(value, indent=1).encode()
    assert is_one_object(one) and not is_one_object(one + b"\n" + one) and not is_one_object(one[:-1])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lists.json", b"[" + b"[]," * 30_000 + b"[]]"),
        ("nested.json", b'[{"text":' + b"[" * 30_000 + b"]" * 30_000 + b"}]"),
        ("lines.jsonl", b"0\n" * 300_000),
        ("objects.jsonl", b"{}\n" * 300_000),
    ],
)
def test_a_bomb_of_records_has_an_end(tmp_path: Path, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "RATIO", 10_000)
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))
    tracemalloc.start()
    found = list(find_units([tmp_path]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 * 2**20
    assert len(found) <= units.REFUSED + 2
    assert name == "nested.json" or (isinstance(found[-1], Rejection) and found[-1].reason == "too_many")


def test_records_have_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "RECORDS", 3)
    (tmp_path / "a.jsonl").write_text('{"text": "The bridge is closed."}\n' * 5)
    found = list(find_units([tmp_path]))
    assert [isinstance(one, Unit) for one in found] == [True] * 3 + [False]
