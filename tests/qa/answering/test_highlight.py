"""The answering span of a sentence: what the question asks for and does not hold itself."""

from __future__ import annotations

import pytest

from qa.answering.highlight import highlight
from qa.answering.question import read


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("When did Northport close its harbour?", "Northport closed its harbour on 3 March 2021.", "3 March 2021"),
        ("When did it open?", "It opened on March 3, 2021, at last.", "March 3, 2021"),
        ("How much will the repairs cost?", "The repairs would cost 14 million euros.", "14 million"),
        ("How many people work there?", "About 1,300 people work there.", "1,300"),
        ("What percentage agreed?", "In all 25.7% agreed.", "25.7%"),
        ("Who warned of the cracks?", "The cracks, said Mayor Lena Okafor, were old.", "Mayor Lena Okafor"),
        ("Where did the boats of Northport go?", "From Northport they moved to Karsk.", "Karsk"),
        ("Why did it close?", "It closed in March because of cracks.", None),
        ("When did it close?", "It closed at last.", None),
        ("Who is Lena Okafor?", "They met Lena Okafor.", None),
        ("Who?", "", None),
    ],
)
def test_spans(question: str, sentence: str, span: str | None) -> None:
    found = highlight(read(question), sentence)
    assert (sentence[found.start : found.end] if found else None) == span
