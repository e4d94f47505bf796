"""Who says a sentence of an article: the speaker that it, or the sentence before it, is attributed to. Pure."""

from __future__ import annotations

import re

_VERB = (
    r"(?:said|says|say|told|tells|added|adds|wrote|writes|tweeted|argued|argues?|claimed|claims?|insisted|insists?"
    r"|warned|warns?|explained|explains|noted|notes|declared|testified|replied|recalled|stated|acknowledged|admitted"
    r"|stressed|suggested|predicts?|predicted|believes?|thinks?|promised|vowed|responded|emphasi[sz]ed|cautioned)"
)
_PARTICLE = r"(?:de|del|della|di|da|van|von|der|den|bin|al|el|la|le|of|the|and|for)"
_NAME = rf"[A-Z][\w.'’-]*(?: (?:{_PARTICLE} ){{0,2}}[A-Z][\w.'’-]*){{0,6}}"
_GROUP = (
    r"(?:officials?|experts?|analysts?|police|authorit(?:y|ies)|company|airline|spokes\w+|lawyers?|attorneys?|prosecutors?"
    r"|lawmakers?|critics?|researchers?|scientists?|doctors?|sources?|administration|agency|department|ministry|court|judge"
    r"|campaign|team|union|committee|report|study|regulators?|investigators?|economists?|forecasters?|residents?|witnesses"
    r"|opponents?|supporters?|advocates?|activists?|president|governor|mayor|senator|minister|ceo|firm|group|board|league)"
)
_JOINS = r"(?:after|before|that|and|but|when|while|as|with|of|in|on|at|for|by|from|to|who|which|because|if|until)"
_PLAIN = rf"(?:[Tt]he |[Aa]n? |[Ss]ome |[Mm]any |[Mm]ost |[Oo]ther )?(?:(?!{_JOINS}\b)[\w'’.-]+ ){{0,3}}?{_GROUP}"
_SAYS = rf"(?:(?:has|have|had|also|later|then|previously|repeatedly|recently|now|still) )*{_VERB}\b"
_ASIDE = r"(?:, [^,“”\"]{2,90},)?"
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?:an? |the )?(?P<who>(?:[a-z][\w'’-]+ ){{0,3}}{_NAME}|{_PLAIN})")
_AFTER = re.compile(  # “…,” said Spirit CEO Ted Christie
    rf"[\0,] ?(?!told){_VERB} (?:the |an? )?(?P<who>(?:[a-z][\w'’-]+ ){{0,2}}{_NAME})"
)
_WHEN = r"(?: (?:(?:earlier|late|early|later|on|this|last) ){0,2}(?:this week|last week|last month|this month|[A-Z][a-z]+day))?"
_BEFORE = re.compile(rf"(?P<who>{_NAME}){_ASIDE}{_WHEN} {_SAYS}")
_SOME = re.compile(rf"(?<![\w'’-])(?P<who>{_PLAIN}){_ASIDE}{_WHEN} {_SAYS}")
_PRONOUN = re.compile(rf"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t) {_SAYS}|\b{_VERB} (?:he|she|they)\b")
_QUOTED = re.compile(r"[“\"](?:(?!'')[^“”\"])*(?:[”\"]|''|$)|^[^“”\"]*”")
_LEANS = re.compile(r"\b(?:in|of|at|to|from|with) (?:the )?(?:[A-Z][\w.'’-]* )*$")  # a judge in Georgia said
_NOT_NAMES = re.compile(
    r"^(?:The|A|An|He|She|It|They|We|I|You|This|That|These|Those|There|But|And|So|In|On|At|As|When|While|If|After|Before|However"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|CNN|AP|Reuters|One|Some|Many|Most|Who|What)$"
)
_DAY = re.compile(r" (?:on )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$")
_OPENING = re.compile(r"^(?:But|And|So|On|In|Yet|Meanwhile|Still|However|The|A|An) ")
_PERSON = re.compile(r"\b[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+")


def speaker_of(sentence: str, before: str = "") -> str | None:
    """Who says the sentence; `before` is the sentence before it. None where it is the article that speaks."""
    found = _named(sentence)
    if found:
        return found
    said = bool(_PRONOUN.search(_bare(sentence)))
    if not said and not _wholly_quoted(sentence):
        return None
    found = _named(before)
    if found:
        return found
    people = _PERSON.findall(_bare(before)) if said else []
    return str(people[0]) if people else None


def _named(sentence: str) -> str | None:
    """The name, or the kind of people, that a sentence is attributed to by itself."""
    bare = _bare(sentence)
    for pattern in (_AFTER, _BEFORE, _ACCORDING, _SOME):
        for match in pattern.finditer(bare):
            who = _trimmed(match["who"])
            if who and not (pattern is _BEFORE and _LEANS.search(bare[: match.start()])):
                return who
    return None


def _bare(sentence: str) -> str:
    """The sentence with its quoted words blanked out, each place kept: who is named in a quote does not say it."""
    return _QUOTED.sub(lambda match: "\0" * len(match.group()), sentence)


def _wholly_quoted(sentence: str) -> bool:
    """Whether no word of it stands outside quotation marks."""
    return sentence[:1] in '“"' and not re.search(r"\w", _bare(sentence).replace("\0", ""))


def _trimmed(who: str) -> str:
    """A speaker without the day on which it spoke and without a sentence's first word."""
    who = _DAY.sub("", who)
    who = _OPENING.sub("", who) if _OPENING.match(who) and " " in who else who
    who = who.strip(" .,\0")
    if _NOT_NAMES.match(who):
        return ""
    return f"the {who}" if who.isalpha() and who.islower() and not who.endswith("s") else who
