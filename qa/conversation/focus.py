"""What a conversation is about: the names said so far, and which of them is meant now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qa.conversation.names import ANYTHING, Name, find_names
from qa.conversation.words import FUNCTION_WORDS

# A name asked about matters more than one that an answer happens to hold; older turns fade.
_ASKED, _SUBJECT, _ANSWERED, _FADE = 3.0, 1.0, 1.0, 0.8


@dataclass(frozen=True, slots=True)
class Subject:
    """Something named, how much the conversation is about it, and the pronouns that may stand for it."""

    name: str
    weight: float
    pronouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Focus:
    """Everything named so far, and the last question, as standing alone, with its answer."""

    subjects: tuple[Subject, ...] = ()
    question: str = ""
    answer: str = ""

    def said(self, question: str, answer: str) -> Focus:
        """The focus after one more turn; `question` stands alone."""
        subjects = {s.name: Subject(s.name, s.weight * _FADE, s.pronouns) for s in self.subjects}
        for weight, names in ((_ASKED, find_names(question)), (_ANSWERED, find_names(answer))):
            for place, name in enumerate(names):
                _mention(subjects, name, weight + (_SUBJECT if place == 0 else 0.0))
        ranked = sorted(subjects.values(), key=lambda s: -s.weight)
        return Focus(tuple(ranked[:30]), question, answer)

    def settled(self, name: str, pronoun: str) -> Focus:
        """The focus once a question has called `name` by `pronoun`: later ones will too."""
        return Focus(
            tuple(
                Subject(s.name, s.weight, frozenset({pronoun}) & s.pronouns or s.pronouns) if s.name == name else s
                for s in self.subjects
            ),
            self.question,
            self.answer,
        )

    def meant_by(self, pronoun: str, *, but: Iterable[str] = ()) -> str | None:
        """The name a pronoun stands for, or None."""
        avoid = set(but)
        fitting = [s for s in self.subjects if pronoun in s.pronouns and s.name not in avoid]
        certain = [s for s in fitting if len(s.pronouns) < len(ANYTHING)]
        if not fitting:
            return None
        best = fitting[0]
        if certain and certain[0].weight * 2 > best.weight:
            best = certain[0]
        return best.name

    @property
    def topic(self) -> str | None:
        """What the conversation is about most."""
        return self.subjects[0].name if self.subjects else None

    def full_name(self, name: str) -> str:
        """The longest name said so far of which `name` is a part."""
        parts = set(name.lower().split())
        fuller = [s.name for s in self.subjects if parts < set(s.name.lower().split()) and s.name.count(" ") < 4]
        return max(fuller, key=len) if fuller else name


def _mention(subjects: dict[str, Subject], name: Name, weight: float) -> None:
    """Add a mention, folding a part of a name into the whole."""
    parts = _parts(name.text)
    for known in list(subjects.values()):
        old = _parts(known.name)
        if not parts or not (parts <= old or old < parts) or (len(parts) > 1 and parts != old and len(old) > 4):
            continue
        kept = known.name if parts <= old else name.text
        both = known.pronouns & name.pronouns or known.pronouns
        del subjects[known.name]
        subjects[kept] = Subject(kept, known.weight + weight, both)
        return
    subjects[name.text] = Subject(name.text, weight, name.pronouns)


def _parts(name: str) -> frozenset[str]:
    return frozenset(word for word in name.lower().replace(".", "").split() if word not in FUNCTION_WORDS)
