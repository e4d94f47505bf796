"""What the coverage-guided fuzzer calls, under hypothesis: the same promises without its build."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.fuzz import KINDS, one

PIECES = st.sampled_from(
    [b"<p>", b"</p>", b"<div>", b"<table>", b"<!--", b"<script>", b"&amp;", b"&#0;", b"\n\n", b"# ", b"- ", b"[a](b)",
     b"The council voted on Tuesday to close the bridge. ", b"By Ada Reed", b"June 12, 2020", b"\xff", b"\xe2\x80\xae"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(["question", "history", "filters", "limit", "generator", "question_date", "other"])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(KINDS) - 1), st.lists(PIECES | st.binary(max_size=8), max_size=12))
def test_any_input_is_an_article_or_a_reason(kind: int, pieces: list[bytes]) -> None:
    one(bytes([kind]) + b"".join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(FIELDS, JSON, max_size=4))
def test_any_request_is_read_or_refused_in_words(body: dict[str, object]) -> None:
    one(bytes([len(KINDS) + 1]) + json.dumps(body).encode())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_cleaned_or_refused(data: bytes) -> None:
    one(bytes([len(KINDS)]) + data)
    one(bytes([len(KINDS) + 1]) + data)
