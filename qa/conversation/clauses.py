"""Take a question apart: its question word, subject, verb and the matter it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.conversation.names import find_names
from qa.conversation.words import AUXILIARIES, FUNCTION_WORDS, VAGUE_WORDS

_FORM = re.compile(
    r"^(?P<wh>(?:[\w'’-]+ ){0,5}?)(?P<aux>" + "|".join(sorted(AUXILIARIES)) + r") (?P<rest>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_NO_AUXILIARY = re.compile(r"^(?:who|what|which(?: \w+)?) (?P<verb>[\w-]+) (?P<rest>[^?]+?)\s*\?*$", re.IGNORECASE)
_ADVERBS = frozenset(
    ["also", "still", "ever", "really", "first", "then", "just", "recently", "finally", "actually", "not"]
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in parts: "why did Amazon pause its sales?" is why, did, Amazon, pause, its sales."""

    wh: str
    auxiliary: str
    subject: str
    verb: str
    rest: str

    @property
    def body(self) -> str:
        return " ".join(part for part in (self.auxiliary, self.subject, self.verb, self.rest) if part)

    @property
    def event(self) -> str | None:
        """What happened, as a phrase: "Amazon pausing its sales"; None where the verb is no plain form."""
        if self.auxiliary not in {"did", "do", "does"} or not self.verb or not self.rest:
            return None
        return f"{self.subject} {gerund(self.verb)} {self.rest}"


def take_apart(question: str) -> Clause | None:
    """The parts of a question whose subject is a name, or None."""
    form = _FORM.match(question)
    if not form:
        return None
    names = find_names(form["rest"])
    lead = form["rest"][: names[0].start].strip().lower() if names else ""
    if not names or lead not in {"", "the"}:
        return None
    subject = form["rest"][: names[0].end]
    tail = form["rest"][names[0].end :]
    if tail[:1] not in {"", " "}:
        return None
    words = tail.split()
    while words and words[0].lower() in _ADVERBS:
        words = words[1:]
    verb = words[0] if words else ""
    return Clause(form["wh"].strip().lower(), form["aux"].lower(), subject, verb, " ".join(words[1:]))


def matter(question: str) -> str:
    """What a question is about besides its subject: "police use of Rekognition"; empty where that is nothing."""
    clause = take_apart(question)
    if clause:
        said = clause.rest
    else:
        form = _FORM.match(question) or _NO_AUXILIARY.match(question)
        words = form["rest"].split() if form else []
        said = " ".join(words[1:] if form and "aux" in form.re.groupindex else words)
    said = re.sub(r"^(?:about|on|to|for|of|with|the)\s+", "", said)
    telling = [word for word in re.findall(r"[\w'’-]+", said.lower()) if word not in FUNCTION_WORDS | VAGUE_WORDS]
    return said if len(telling) >= 2 or find_names(said) else ""


def gerund(verb: str) -> str:
    """The -ing form of a verb."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def opening(answer: str) -> str:
    """The beginning of an answer, short enough to be shown in a question."""
    first = re.split(r"(?<=[a-z0-9)\"”][.!?])\s", answer, maxsplit=1)[0]
    return " ".join(first.split()[:24]).rstrip(" .,;:!?")
