"""What stands in its quotes and what does not, by the reason."""

from __future__ import annotations

import pytest

from qa.types import Citation
from qa.writing.checking import check
from tests.qa.writing.binding import PAIRS
from tests.qa.writing.paraphrases import FITTED, LATER, Retold

TEXTS = (
    "Northport closed its harbour on 3 March 2021 because the sea wall had cracked in two places.",
    "Mayor Lena Okafor said the repairs would cost 14 million euros.",
    "Architect Suri Patel kept the wooden wheel and put the children's books beside it.",
    "IBM sued Orion over patents in Texas in May 2019.",
    "Critics claimed that the ferry may never sail. About 300 people work in the harbour, and it doesn't close in winter.",
)
QUOTES = [
    Citation(number, f"a{number}", "", text, 0, len(text), 0.9, published_at="2021-03-04")
    for number, text in enumerate(TEXTS, start=1)
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        *((text, (number,)) for number, text in enumerate(TEXTS[:4], start=1)),
        ("Northport closed its harbour in March 2021.", (1,)),
        ("Because the sea wall had cracked in two places, Northport closed its harbour.", (1,)),
        ("The repairs would cost €14 million, Mayor Okafor said.", (2,)),
        ("According to Mayor Lena Okafor, the repairs would cost 14 million euros.", (2,)),
        ("However, the sea wall had cracked, and Mayor Okafor said the repairs would cost 14 million euros.", (1, 2)),
        ("In May 2019 IBM sued Orion.", (4,)),
        ("About 300 people work in the harbour.", (5,)),
        ("300 people work in the harbour.", (5,)),
    ],
)  # fmt: skip
def test_what_stands(text: str, numbers: tuple[int, ...]) -> None:
    found = check(text, QUOTES)
    assert (found.fault, found.numbers) == ("", numbers)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Northport closed its harbour on 4 March 2021.", "date"),
        ("Northport closed its harbour in 2020.", "date"),
        ("Northport closed its harbour in April.", "name"),
        ("Mayor Lena Okafor said the repairs would cost 15 million euros.", "figure"),
        ("Mayor Lena Okafor said the repairs would cost 14 million dollars.", "figure"),
        ("Mayor Lena Okafor said the repairs would cost 14 billion euros.", "figure"),
        ("Mayor Lena Okafor said the repairs would cost more than 14 million euros.", "figure"),
        ("The sea wall had cracked in three places.", "figure"),
        ("14 people work in the harbour.", "figure"),
        ("Mayor Lena Patel said the repairs would cost 14 million euros.", "name"),
        ("Putin closed the harbour.", "name"),
        ("The harbour of Velm closed.", "name"),
        ("Northport opened its harbour because the sea wall had cracked.", "words"),
        ("Lena Okafor kept the wooden wheel.", "words"),
        ("Orion sued IBM over patents.", "order"),
        ("Northport's harbour closed because the sea wall had cracked.", "order"),
        ("Because Northport closed its harbour, the sea wall had cracked in two places.", "order"),
        ("Northport closed its harbour, so the sea wall had cracked in two places.", "order"),
        ("Northport never closed its harbour.", "words"),
        ("IBM never sued Orion.", "words"),
        ("Northport closed its harbour in May 2019.", "words"),
        ("IBM would have sued Orion.", "surety"),
        ("IBM has not sued Orion.", "surety"),
        ("The repairs would cost 14 million euros.", "surety"),
        ("Mayor Lena Okafor said the repairs cost 14 million euros.", "surety"),
        ("The ferry may sail.", "surety"),
        ("The ferry may never sail.", "surety"),
        ("The harbour does close in winter.", "order"),
        ("Why did Northport close its harbour?", "unfinished"),
        ("Northport closed its harbour", "unfinished"),
        ("See https://evil.example for Northport.", "link"),
        ("Write to mayor@northport.example.", "link"),
        ("Northport closed its harbour <b>in</b> March 2021.", "link"),
        ("Northport closed its harbour at evil.example.", "words"),
    ],
)  # fmt: skip
def test_what_does_not(text: str, fault: str) -> None:
    assert check(text, QUOTES).fault == fault


def test_only_the_cited_quotes_count() -> None:
    assert check(TEXTS[0], QUOTES[1:]).fault


def test_with_an_entailment_model_words_are_free_but_facts_are_not() -> None:
    assert not check("Northport shut the harbour down in March 2021.", QUOTES[:1], by_words=False).fault
    assert check("Velm shut the harbour down.", QUOTES[:1], by_words=False).fault == "name"
    assert check("Northport shut the harbour down in 1999.", QUOTES[:1], by_words=False).fault == "date"
    assert check("Northport shut 7 harbours down.", QUOTES[:1], by_words=False).fault == "figure"


@pytest.mark.parametrize(("name", "cases", "least"), [("fitted", FITTED, 0.55), ("later", LATER, 0.8)])
def test_light_paraphrases_stand_and_unfaithful_ones_do_not(name: str, cases: tuple[Retold, ...], least: float) -> None:
    """Prints what the README says: how many of each stand."""
    faithful = [(case, text) for case in cases for text in case.faithful]
    stand = sum(not check(text, [_cited(case)]).fault for case, text in faithful)
    unfaithful = [(case, kind, text) for case in cases for kind, text in case.unfaithful.items()]
    passed = [(kind, text) for case, kind, text in unfaithful if not check(text, [_cited(case)]).fault]
    print(f"{name}: {stand} of {len(faithful)} faithful stand, {len(passed)} of {len(unfaithful)} unfaithful")
    assert not passed and stand >= least * len(faithful)


@pytest.mark.parametrize(("quote", "false"), [(quote, text) for quote, texts in PAIRS for text in texts])
def test_what_leaves_out_a_binding_word_or_the_head_of_a_subject_does_not_stand(quote: str, false: str) -> None:
    assert check(false, [_cited(Retold(quote, "2021-03-04", ()))]).fault


@pytest.mark.parametrize(
    ("quote", "true"),
    [
        ("Jane Poe's brother killed the baker in Velm.", "Jane Poe's brother killed the baker."),
        ("Police arrested the brother of Jane Poe in Velm.", "Police arrested the brother of Jane Poe."),
        ("A few people signed the petition against the dam.", "A few people signed the petition."),
        ("It's the mayor who signed the contract.", "It's the mayor who signed the contract."),
        ("Mayor Lena Okafor opened the bridge, and the council paid.", "Okafor opened the bridge."),
        ("Orion said that the bank paid the fine.", "The bank paid the fine, Orion said."),
    ],
)  # fmt: skip
def test_what_keeps_its_head_and_what_binds_stands(quote: str, true: str) -> None:
    assert not check(true, [_cited(Retold(quote, "2021-03-04", ()))]).fault


def _cited(case: Retold) -> Citation:
    return Citation(1, "a", "", case.quote, 0, len(case.quote), 0.9, published_at=case.published_at)


def test_days_keep_their_places_where_there_are_two() -> None:
    case = Retold("It applies to phones sold since July 2021 and to cars sold since July 2015.", "2024-03-28", ())
    assert not check("It applies to cars sold since July 2015.", [_cited(case)]).fault
    assert check("It applies to phones sold since July 2015.", [_cited(case)]).fault == "order"
