"""Complete a question that is only a fragment: "why?", "and Microsoft?", "when was that?"."""

from __future__ import annotations

import re

from qa.conversation.focus import Focus
from qa.conversation.names import find_names
from qa.conversation.words import AUXILIARIES, FUNCTION_WORDS, QUESTION_WORDS

_LEAD = r"(?:(?:and|but|so|ok|okay|then|well|also)[, ]+)*"
_BARE = re.compile(
    rf"^{_LEAD}(?P<wh>why|when|where|how|who|how come|how so|why not|how long|how many|how much|since when)(?: exactly)?"
    r"(?: (?:is|was|are|were|did|does|has) (?:that|this|it|he|she|they)"
    r"(?: (?:so|happen|happening|do (?:it|so|that|this)))?)?\s*\?*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"^(?:{_LEAD}(?:what|how) about|(?:and|or|but)(?: what about| how about| for| in| with| at)?)"
    r" (?P<np>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"^(?P<wh>(?:\w+ )*?)(?P<aux>{aux}) (?P<rest>.+?)\s*\?*$".format(aux="|".join(sorted(AUXILIARIES))), re.I
)


def complete(question: str, focus: Focus) -> str | None:
    """The whole question that a fragment stands for, or None if it is no fragment."""
    asked = " ".join(question.split())
    bare = _BARE.match(asked)
    if bare:
        return _asked_again(bare["wh"].lower(), focus)
    about = _ABOUT.match(asked)
    if about and not _verbal(about["np"]):
        return _replaced(about["np"], focus)
    return None


def _verbal(fragment: str) -> bool:
    """Whether a fragment is a clause with a verb of its own."""
    first = fragment.split()[0].lower()
    return first in QUESTION_WORDS | AUXILIARIES


def _asked_again(wh: str, focus: Focus) -> str | None:
    """The last question asked once more with another question word; its answer where it cannot be."""
    word = {"how come": "why", "how so": "how", "why not": "why"}.get(wh, wh)
    form = _FORM.match(focus.question)
    old = form["wh"].strip().lower() if form else ""
    if form and old.split(" ")[0] in {"", "why", "when", "where", "how"} and find_names(form["rest"]):
        return f"{word} {form['aux'].lower()} {form['rest']}?"
    said = _clause(focus.answer)
    if said:
        return f"{word}: {said}?" if not focus.topic or focus.topic in said else f"{word}: {focus.topic}, {said}?"
    return None


def _clause(answer: str) -> str:
    """The beginning of an answer, short enough to be shown in a question."""
    first = re.split(r"(?<=[a-z0-9)][.!?])\s", answer, maxsplit=1)[0].rstrip(" .,;!?")
    words = first.split()
    return " ".join(words[:24]).rstrip(" ,;")


def _replaced(phrase: str, focus: Focus) -> str | None:
    """The last question asked of something else."""
    names = find_names(focus.question)
    if re.fullmatch(r"(?:in )?(?:1[89]|20)\d\d", phrase):
        stem = re.sub(r"\s+in (?:\w+ )?(?:1[89]|20)\d\d\b", "", focus.question.rstrip("? "))
        return f"{stem} in {phrase.removeprefix('in ')}?"
    if names and phrase.split()[0].lower() not in FUNCTION_WORDS:
        old = names[0]
        rest = focus.question[old.end :]
        return f"{focus.question[: old.start]}{phrase}{rest}"
    return None
