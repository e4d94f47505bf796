"""Words that may stand for each other in news prose without changing what is said. Pure."""

from __future__ import annotations

import re

from qa.text.figures import NUMBER_WORDS
from qa.text.terms import terms, words

# Forms of one verb that the stemmer keeps apart, then words of one meaning. No word may stand in two lines.
_GROUPS = """
begin begins began begun beginning start started starting starts commence commenced
buy bought purchase purchased
sell sold selling
pay paid paying
give gave given giving
make made making makes
build built
tell told
write wrote written
find found
hold held
get got gotten receive received obtain obtained
keep kept retain retained
lose lost
win won
fall fell fallen
rise rose risen climb climbed
grow grew grown
show showed shown
know knew known
take took taken
bring brought
send sent
speak spoke spoken
choose chose chosen
break broke broken
run ran
meet met
lead led
stop stopped halt halted cease ceased
ban banned prohibit prohibited forbid forbade forbidden outlaw outlawed
confuse confused mistake mistook mistaken
announce announced
company firm
photo photos photograph photographs picture pictures
car cars automobile automobiles
child children kid kids
film films movie movies
job jobs
nation nations country countries
physician physicians doctor doctors
attorney attorneys lawyer lawyers
aid aided help helped assist assisted
big large
quick rapid fast
entire whole
allow allowed permit permitted let
require required oblige obliged
end ended finish finished conclude concluded
extend extended prolong prolonged
"""
_SAME = {
    term: line.split()[0] for line in _GROUPS.strip().splitlines() for word in line.split() for term in terms(word)
}
_NUMBER = r"[$€£]?\d[\d.,]*|" + "|".join(NUMBER_WORDS)
_NOT_IT = (
    r"(?:rather|other) than|instead of|(?:apart|aside) from|as opposed to|with the exception of|except for|in (?:place|lieu) of|"
    r"(?<=one) but|(?<=body) but|(?<=thing) but|(?<=\ball) but"
)
_SHORT = (
    (re.compile(rf"\b(?:{_NOT_IT})\b", re.IGNORECASE), "except"),
    (re.compile(r"\bfar from\b", re.IGNORECASE), "not"),
    (re.compile(r"\bshort of\b", re.IGNORECASE), "hardly"),
    (re.compile(r"\bso-called\b", re.IGNORECASE), "allegedly"),
    (re.compile(r"\ba few\b", re.IGNORECASE), "several"),
    (re.compile(r"\bUnited States(?: of America)?\b|\bU\.S\.(?:A\.)?|\bUSA\b"), "US"),
    (re.compile(r"\bUnited Kingdom\b|\bU\.K\."), "UK"),
    (re.compile(r"\bEuropean Union\b|\bE\.U\."), "EU"),
    (re.compile(r"\bUnited Nations\b|\bU\.N\."), "UN"),
    (re.compile(r"\b(?:is|are) not allowed to\b"), "may not"),
    (re.compile(r"\b(?:is|are) able to\b"), "can"),
    (re.compile(r"\bwon['’]t\b"), "will not"),
    (re.compile(rf"\bfrom (?=(?:{_NUMBER})\b)({_NUMBER}) to (?=(?:{_NUMBER})\b)", re.IGNORECASE), r"between \1 and "),
)


def in_short(text: str) -> str:
    """The text with a few names and turns of phrase in one form of several."""
    for pattern, short in _SHORT:
        text = pattern.sub(short, text)
    return text


def same(term: str) -> str:
    """The term that stands for all of one meaning."""
    return _SAME.get(term, term)


def tokens_of(text: str) -> tuple[str, ...]:
    """Words, with the "not" of "didn't" apart."""
    return tuple(words(re.sub(r"(?:ca)?n['’]t\b", " not", text)))
