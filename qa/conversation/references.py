"""Put names in the place of words that point back: "he", "its", "the company", "this"."""

from __future__ import annotations

import re
from itertools import islice

from qa.conversation.clauses import take_apart
from qa.conversation.focus import Focus
from qa.conversation.names import Name, find_names
from qa.conversation.words import FUNCTION_WORDS, GROUP_NOUNS, PERSON_NOUNS, POSSESSIVES, PRONOUNS, VAGUE_VERBS

_POINTER = re.compile(r"(?<![\w'’-])(?:" + "|".join(PRONOUNS) + r")(?![\w-])", re.IGNORECASE)
_DUMMY = re.compile(
    r"\b(?:how long|how much|what) (?:did|does|will|would) it (?:take|cost|mean)\b|\b(?:is|was) it (?:true|possible"
    r"|likely|legal|the case|that|because|like)\b|\bit (?:that|possible)\b|\b(?:is|are|was|were) their (?:any|other)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    rf"\b(?:the|this|that) (?:{'|'.join(sorted(GROUP_NOUNS))})\b(?! (?:of|in|that|which)\b)", re.IGNORECASE
)
_PERSON = re.compile(
    rf"\b(?:the|this|that) (?:{'|'.join(sorted(PERSON_NOUNS))})\b(?! (?:of|in|that|who)\b)", re.IGNORECASE
)
_EVENT = re.compile(
    r"(?<!what )(?<!like )\b(?:this|that)(?=\s*[?.!]*$| (?:happen|affect|change|mean|cause|lead|come|in|by)\b)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:about|in|of|from|on) (?:this|the|that) (?:article|story|topic|subject)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:this|that|these|those|there|then|other|others|else|another|more|next|later|also|again|any|anything"
    r"|anyone|some|instead|same|happen(?:ed|s)?|he|she|they|it|his|her|their|its)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\bthe\b|^\W*\w+(?:\W+\w+){0,3}\W*$", re.IGNORECASE)
_POINTERS = 5  # looked at in one question
_IT_IS = re.compile(r"\b(?:is|was|isn't|wasn't) it\b", re.IGNORECASE)


def points_back(question: str) -> bool:
    """Whether a word of the question points to something said before."""
    return _POINTING.search(question) is not None


def resolve(question: str, focus: Focus) -> tuple[str, Focus]:
    """The question with what it points back to named, and the focus with what that taught."""
    named = find_names(question)
    event = _last_event(focus)
    if event and not named and _IT_IS.search(question):
        return f"{event}: {question}", focus
    text, focus = _pronoun(question, focus, named)
    if text == question:
        text = _noun(question, focus, named)
    if text == question and not named:
        text = _event(question, focus)
    about = focus.topic or focus.matter
    if text == question and not named and about and (points_back(question) or _DEFINITE.search(question)):
        return f"{about}: {question}", focus
    if text == question and named:
        text = _in_full(question, focus, named)
    return _with_matter(text, focus), focus


def _pronoun(question: str, focus: Focus, named: list[Name]) -> tuple[str, Focus]:
    """The first pronoun that points out of the question, named; the later ones then point to that name."""
    dummies = [(d.start(), d.end()) for d in _DUMMY.finditer(question)]
    avoid = [focus.full_name(name.text) for name in named]
    for match in islice(_POINTER.finditer(question), _POINTERS):
        pronoun = PRONOUNS[match[0].lower()]
        inside = any(name.start < match.start() and pronoun in name.pronouns for name in named)
        dummy = any(start <= match.start() < end for start, end in dummies)
        name = None if inside or dummy else focus.meant_by(pronoun, but=avoid)
        if name is not None:
            before, after = question[: match.start()], question[match.end() :]
            said = _owner(name) if _owns(match[0].lower(), after) else name
            return f"{before}{said}{after}", focus.settled(name, pronoun)
    return question, focus


def _owns(pronoun: str, after: str) -> bool:
    """ "Her party", but not "replaced her in May"."""
    if pronoun != "her":
        return pronoun in POSSESSIVES
    follows = re.match(r" ([\w'’-]+)", after)
    return follows is not None and follows[1].lower() not in FUNCTION_WORDS


def _owner(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _noun(question: str, focus: Focus, named: list[Name]) -> str:
    """ "The company", "the singer" or "this article", named."""
    avoid = [focus.full_name(name.text) for name in named]
    group, person = (
        focus.meant_by("they", but=avoid),
        focus.meant_by("he", but=avoid) or focus.meant_by("she", but=avoid),
    )
    if focus.topic and not named and _ARTICLE.search(question):
        return _put(_ARTICLE, f"about {focus.topic}", question)
    if group and _GROUP.search(question):
        return _put(_GROUP, group, question)
    if person and not named and _PERSON.search(question):
        return _put(_PERSON, person, question)
    return question


def _put(pattern: re.Pattern[str], name: str, question: str) -> str:
    """The question with `name`, to the letter, in the first place that the pattern finds."""
    return pattern.sub(lambda _: name, question, count=1)


def _event(question: str, focus: Focus) -> str:
    """ "How did police respond to this?" with what happened, where the last question says it."""
    event = _last_event(focus)
    return _put(_EVENT, event, question) if event else question


def _last_event(focus: Focus) -> str | None:
    clause = take_apart(focus.question)
    return clause.event if clause else None


def _in_full(question: str, focus: Focus, named: list[Name]) -> str:
    for name in reversed(named):
        question = question[: name.start] + focus.full_name(name.text) + question[name.end :]
    return question


def _with_matter(question: str, focus: Focus) -> str:
    """ "What did IBM do?" with what the conversation is about: do about what?"""
    clause = take_apart(question)
    if not clause or clause.verb not in VAGUE_VERBS or clause.rest or not focus.matter:
        return question
    if clause.subject.lower() in focus.matter.lower():
        return question
    link = "to" if clause.verb in {"respond", "react"} else "about"
    return f"{question.rstrip('?. ')} {link} {focus.matter}?"
