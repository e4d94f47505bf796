"""Greetings and thanks get a friendly line; whatever asks something of the articles gets none."""

from __future__ import annotations

import pytest

from qa.answering.small_talk import reply
from qa.types import IndexInfo

INFO = IndexInfo("b", "2026-01-01T00:00:00Z", 5, 40)


@pytest.mark.parametrize("text", ["hello", "Hi there!", "hey quoth", "good morning", "Bonjour"])
def test_a_greeting_is_returned_with_what_there_is_to_ask(text: str) -> None:
    assert reply(text, INFO, ["Why did it rain?"]) == "Hello. There are 5 articles here. For example: Why did it rain?"


@pytest.mark.parametrize("text", ["thanks", "Thank you so much!", "ok, thanks", "great, thank you", "thx"])
def test_thanks_are_welcome(text: str) -> None:
    assert reply(text, INFO) == "You are welcome."


@pytest.mark.parametrize("text", ["what can you do?", "What can I ask here?", "who are you?", "help"])
def test_a_question_about_the_service_is_answered(text: str) -> None:
    assert "word for word" in reply(text, INFO)


@pytest.mark.parametrize(
    "text",
    ["who is Kind?", "hello kitty sales figures", "what can you do about mold?", "thanks to whom did he win?",
     "help for Ukraine", "what is this about?", "why did they say thank you", "help wanted ads", "hi-tech jobs", ""],
)  # fmt: skip
def test_a_question_to_the_articles_is_none(text: str) -> None:
    assert reply(text, INFO) == ""
