"""Complete a question that is only a fragment: "why?", "and Microsoft?", "when was that?"."""

from __future__ import annotations

import re

from qa.conversation.clauses import Clause, opening, take_apart
from qa.conversation.focus import Focus
from qa.conversation.names import find_names, pronouns_of
from qa.conversation.words import AUXILIARIES, PRONOUNS, QUESTION_WORDS

_LEAD = r"(?:(?:and|but|so|ok|okay|then|well|also)[, ]+)*"
_BARE = re.compile(
    rf"^{_LEAD}(?:for )?(?P<wh>why|when|where|how|who|how come|how so|why not|how long|how many|how much|since when)"
    r"(?: exactly)?"
    r"(?: (?:is|was|are|were|did|does|has) (?:that|this|it|he|she|they)"
    r"(?: (?:so|happen|take place|do (?:it|so|that|this)))?)?\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"^(?:{_LEAD}(?:what|how) about|(?:and|or|but)(?: what about| how about)?) "
    r"(?:(?P<preposition>in|at|for|with|on|by|from|to) )?(?P<phrase>[^?]+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"^(?P<aux>did|does|do|has|have|will|was|were|is) (?P<subject>.+?) "
    r"(?:(?:do|done) (?:the same|so|it|that|this)(?: too| as well)?|too|as well)\s*[?.!]*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:in|during|since|by|before|after) (?:1[5-9]|20)\d\d\b")
_OWNING = frozenset({"his", "her", "their", "its"})
_SAME_SHAPE = frozenset({"", "why", "when", "where", "how"})


def complete(question: str, focus: Focus) -> str | None:
    """The whole question that a fragment stands for, or None if it is no fragment."""
    asked = " ".join(question.split())
    bare, same, about = _BARE.match(asked), _SAME.match(asked), _ABOUT.match(asked)
    if bare:
        return _asked_again(bare["wh"].lower(), focus)
    if same:
        clause = take_apart(focus.question)
        if clause and clause.verb and same["aux"].lower() == clause.auxiliary:
            return f"{same['aux']} {same['subject']} {clause.verb} {clause.rest}".rstrip() + "?"
        return f"{focus.matter}: {asked}" if focus.matter else None
    if about and about["phrase"].split()[0].lower() not in QUESTION_WORDS | AUXILIARIES:
        return _of_another(about["phrase"], about["preposition"], focus)
    return None


def _asked_again(word: str, focus: Focus) -> str | None:
    """The last question with another question word; where that cannot be, the word and what was answered."""
    word = {"how come": "why", "how so": "how", "why not": "why"}.get(word, word)
    clause = take_apart(focus.question)
    if clause and clause.wh in _SAME_SHAPE - {word} and clause.verb:
        return f"{word} {clause.body}?"
    said = opening(focus.answer) or (clause and clause.event)
    if not said:
        return None
    named = focus.topic is None or focus.topic.lower() in said.lower()
    return f"{word}: {said}?" if named else f"{word}: {focus.topic}, {said}?"


def _of_another(phrase: str, preposition: str | None, focus: Focus) -> str | None:
    """The last question asked of something else."""
    last = focus.question.rstrip("?. ")
    owner = _owner(phrase, focus)
    if owner:
        phrase = f"{owner}'s {phrase.split(' ', 1)[1]}"
        return last.replace(owner, phrase, 1) + "?" if owner in last else f"what about {phrase}?"
    if preposition or re.fullmatch(r"(?:1[5-9]|20)\d\d", phrase):
        return f"{_without(last, preposition or 'in')} {preposition or 'in'} {phrase}?"
    names = find_names(last)
    if not names:
        return f"{phrase}: {focus.question}"
    kinds = pronouns_of(phrase)
    clause = take_apart(last)
    alike = [name for name in names if name.pronouns & kinds] or names
    old = names[0] if clause and _is_subject(clause, names[0].text) and names[0] in alike else alike[0]
    return f"{last[: old.start]}{phrase}{last[old.end :]}?"


def _is_subject(clause: Clause, name: str) -> bool:
    return clause.subject.endswith(name)


def _owner(phrase: str, focus: Focus) -> str | None:
    """Whose "his wife" is."""
    words = phrase.lower().split()
    return focus.meant_by(PRONOUNS[words[0]]) if len(words) > 1 and words[0] in _OWNING else None


def _without(question: str, preposition: str) -> str:
    """The question without its last phrase of that preposition: a place for a place, a year for a year."""
    dated = _YEAR.sub("", question).rstrip() if preposition in {"in", "during", "since", "by"} else question
    if dated != question:
        return dated
    names = find_names(question)
    if names and re.search(rf"\b{preposition} (?:the )?$", question[: names[-1].start]):
        return re.sub(rf"\s*\b{preposition} (?:the )?$", "", question[: names[-1].start]) + question[names[-1].end :]
    return question
