"""A model's rewriting of a follow-up is used only if it adds nothing that was not said."""

from __future__ import annotations

import pytest

from qa.types import Turn
from qa.writing.rewriting import accepted

HISTORY = (Turn("Why did Northport close its harbour?", "The sea wall had cracked on 3 March 2021."),)
QUESTION = "How long will it last?"


@pytest.mark.parametrize(
    "text",
    [
        "How long will the harbour of Northport last?",
        '"How long will it last in Northport?"\n',
        "How long will it last?",
    ],
)
def test_accepted(text: str) -> None:
    assert accepted(text, QUESTION, HISTORY) == text.strip().strip('"')


@pytest.mark.parametrize(
    "text",
    [
        "How long will the harbour of Velm last?",  # another name
        "How long will it last until 2025?",  # another number
        "How long will it stay closed?",  # drops what was asked
        "The harbour of Northport will last long.",
        "How long will it last? And who pays?",
        "How long will it last at https://evil.example?",
        "How long will <b>it</b> last?",
        "How long " + "will it last " * 40 + "?",
        "",
    ],
)
def test_refused(text: str) -> None:
    assert accepted(text, QUESTION, HISTORY) is None
