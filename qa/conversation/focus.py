"""What a conversation is about: the names said so far, and which of them is meant now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from qa.conversation.clauses import matter
from qa.conversation.names import ANYTHING, PERSON, Name, find_names, title_name
from qa.conversation.words import FUNCTION_WORDS

# A name asked about matters more than one that an answer happens to hold; older turns fade.
_TITLED, _ASKED, _SUBJECT, _ANSWERED, _FADE = 6.0, 3.0, 1.0, 0.8, 0.85
_SURE = 0.45  # of the topic's weight: a lighter subject is not what a pronoun means
_CLOSE = 0.6  # of the best fit: then one that is known to fit comes first
_KEPT = 40
_MENTIONS = 100  # names of one text that are taken in
_NAME_WORDS = 6
_REFUSAL = re.compile(r"^(?:I (?:do not|don['’]t) know|the articles do not)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something named, how much the conversation is about it, and the pronouns that may stand for it."""

    name: str
    weight: float
    pronouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Focus:
    """Everything named so far, heaviest first; the last question, as standing alone, and its answer."""

    subjects: tuple[Subject, ...] = ()
    question: str = ""
    answer: str = ""
    matter: str = ""  # what the last telling question was about besides its subject

    def said(self, question: str, answer: str) -> Focus:
        """The focus after one more turn; `question` stands alone."""
        answer = "" if _REFUSAL.match(answer) else answer
        subjects = {s.name: replace(s, weight=s.weight * _FADE) for s in self.subjects}
        titled = title_name(question)
        if titled:
            _mention(subjects, titled, _TITLED)
        else:
            _mention_all(subjects, find_names(question), _ASKED)
        _mention_all(subjects, find_names(answer), _ANSWERED)
        ranked = sorted(subjects.values(), key=lambda s: -s.weight)[:_KEPT]
        return Focus(tuple(ranked), question, answer, matter(question) or self.matter)

    def settled(self, name: str, pronoun: str) -> Focus:
        """The focus once `name` was called "he" or "she": later questions will call it so too."""
        if pronoun not in PERSON:
            return self
        return replace(
            self,
            subjects=tuple(replace(s, pronouns=frozenset({pronoun})) if s.name == name else s for s in self.subjects),
        )

    def meant_by(self, pronoun: str, *, but: Iterable[str] = ()) -> str | None:
        """The name a pronoun stands for; None if that is open."""
        avoid = set(but)
        fitting = [s for s in self.subjects if pronoun in s.pronouns and s.name not in avoid]
        rivals = [s for s in self.subjects if pronoun in {"it", "they"} or s.pronouns & PERSON]
        if not fitting or fitting[0].weight < _SURE * rivals[0].weight:
            return None
        certain = [s for s in fitting if s.pronouns != ANYTHING and s.weight >= _CLOSE * fitting[0].weight]
        return (certain or fitting)[0].name

    @property
    def topic(self) -> str | None:
        """What the conversation is about most."""
        return self.subjects[0].name if self.subjects else None

    def full_name(self, name: str) -> str:
        """The one longer name said so far of which `name` is a part, else `name`."""
        parts = _parts(name)
        fuller = [s.name for s in self.subjects if parts < _parts(s.name) and len(_parts(s.name)) <= _NAME_WORDS]
        return fuller[0] if len(fuller) == 1 else name

    def spelled(self, question: str) -> str:
        """The question with names said before written with their capitals: "why did ibm stop" asks about IBM."""
        for subject in self.subjects:
            names = [subject.name]
            if subject.pronouns <= PERSON:
                names.append(subject.name.rsplit(" ", 1)[-1])
            for name in names:
                low = name.lower()
                if low in question and low not in FUNCTION_WORDS:
                    question = re.sub(rf"(?<![\w'’-]){re.escape(low)}(?![\w-])", partial(_told, name), question)
        return question


def _told(name: str, _: re.Match[str]) -> str:
    """The name to the letter, whatever it holds."""
    return name


def _mention_all(subjects: dict[str, Subject], names: list[Name], weight: float) -> None:
    for place, name in enumerate(names[:_MENTIONS]):
        _mention(subjects, name, weight + (_SUBJECT if place == 0 else 0.0))


def _mention(subjects: dict[str, Subject], name: Name, weight: float) -> None:
    """Add a mention, folding a part of a name into the whole."""
    parts = _parts(name.text)
    for known in subjects.values():
        old = _parts(known.name)
        if parts and (parts <= old or old < parts) and max(len(parts), len(old)) <= _NAME_WORDS:
            longer = old < parts and not re.search(r" (?:of|for|in) ", name.text)
            kept = name.text if longer else known.name
            pronouns = known.pronouns & name.pronouns if name.pronouns < PERSON else known.pronouns
            del subjects[known.name]
            subjects[kept] = Subject(kept, known.weight + weight, pronouns or known.pronouns)
            return
    subjects[name.text] = Subject(name.text, weight, name.pronouns)


@lru_cache(maxsize=1024)
def _parts(name: str) -> frozenset[str]:
    return frozenset(word for word in name.lower().replace(".", "").split() if word not in FUNCTION_WORDS)
