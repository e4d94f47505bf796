"""Whether one quoted sentence says what written words say: the same words, as surely, of the same, done to the same.

Pure, and without a parser: a written sentence must be the quoted one with parts left out, at most one part moved. What is
left out may not take a subject, a speaker, a denial or a condition with it; what is moved must be such a part as moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qa.text.terms import terms
from qa.writing.sentence import BREAKING, FRAMING, OWNS, SAYING, Sentence, Word, binding
from qa.writing.synonyms import same

NEUTRAL = frozenset(terms("also additionally furthermore moreover however meanwhile overall instead respectively both"))
_NEAR = 6  # words before and after a quoted clause whose denial or doubt belongs to it
_BE = frozenset("am is are was were be been being".split())
_DENYING = frozenset("not no nor will would can could should".split())
_REPORTED = {"would": "will", "could": "can"}
_HELPERS = {"be": _BE, "have": frozenset({"has", "have", "had"}), "do": frozenset({"do", "does", "did"})}
_TURNING = frozenset(
    "by to from than over under into after before because since so".split()
)  # turn what follows them round
_OPENING = frozenset(
    "in on at for during until with since because after before under as although when while if".split()
)
_INSIDE = frozenset("in of at on from with for to by near".split())  # a part that can be left out with its name
_BREAKS = frozenset("that which who whom whose because when while after before if although as than where".split())
_RELATIVE = frozenset("who which whose whom".split())
_JOINS = frozenset("and or but".split())
_PARTICIPLES = frozenset(
    "sold made held given taken seen known shown built bought brought caught found told paid lost won left kept met sent "
    "spent taught written driven chosen broken stolen shot hit cut put set led run read hurt shut beaten struck".split()
)
_SPEECH = frozenset(
    {"tell", "state", "announce", "write", "testifi", "declar"}
)  # terms of words that say and are no stop words
_SAYS = _SPEECH | frozenset(terms(" ".join(FRAMING)))
_ARTICLES = frozenset("a an the its his her their".split())
_NO_ROLE = frozenset(
    "beat bit became ate drew drove fought gave hid knew rode saw shook sang sank sold spoke stole swore threw took woke wore "
    "wrote sue behind beside outside inside against among along across around beyond within despite toward via per".split()
)
_CONTAINERS = frozenset(terms("collection number series set list range kind type variety lot majority"))
_PLACES = frozenset(terms("city town village county state province country"))  # "the city of Detroit" is Detroit
_ASIDE = frozenset("a an who which whose where".split())  # what begins with it belongs to the word before


def fault_of(written: Sentence, quoted: Sentence, told: set[str], counted: frozenset[str]) -> str:
    """What keeps `written` from being said by `quoted`: other "words", another "order", more or less "surety"; or nothing.

    `told` are the binding words of the whole text it stands in, `counted` terms in which figures are said otherwise.
    """
    known = {word.term for word in quoted.words}
    own = _without_stand_ins(written, known, quoted)
    if not {w.term for w in own} <= known | {same(term) for term in counted}:
        return "words"
    kept = [w for w in own if w.term in known]
    if not kept:
        return "words"
    kept = _unfolded(kept, quoted)
    orders = (kept, _active(kept))
    if not any(_arranged(order, written, quoted, surely=False) for order in orders):
        return "order"
    surely = any(_arranged(order, written, quoted, surely=True) for order in orders)
    return "surety" if not surely or _unsure(written, quoted, kept, told) else ""


def stands_alone(clause: Sentence, quoted: Sentence) -> bool:
    """Whether a clause takes its subject along: it begins where one begins in the quote, and is no aside."""
    opens = next(word.term for word in clause.words if word.term not in NEUTRAL)
    first = next((i for i, word in enumerate(quoted.words) if word.term == opens), -1)
    begins = first == 0 or first > 0 and bool(quoted.words[first].before & (BREAKING | _BREAKS | _JOINS))
    return begins and not clause.words[0].before & _ASIDE


def _without_stand_ins(written: Sentence, known: set[str], quoted: Sentence) -> list[Word]:
    """The words without those that only join, or stand for "said"; what stood before them is kept."""
    speaks = "said" in binding(quoted.tokens)
    found: list[Word] = []
    before: frozenset[str] = frozenset()
    for word in written.words:
        before |= word.before
        said = word.term == "announce" and word.term not in known and speaks
        if said or word.term in NEUTRAL:
            before |= {"said"} if said else set()
            continue
        found.append(replace(word, before=before))
        before = frozenset()
    return found


def _unfolded(kept: list[Word], quoted: Sentence) -> list[Word]:
    """ "The immunization program" as "the program of immunization", where that is quoted."""
    pairs = {(b.term, a.term) for a, b in pairwise(quoted.words) if "of" in b.before}
    order = list(kept)
    for i in range(len(order) - 1):
        if (order[i].term, order[i + 1].term) in pairs and not order[i + 1].before:
            order[i], order[i + 1] = (
                replace(order[i + 1], before=order[i].before),
                replace(order[i], before=frozenset({"of"})),
            )
    return order


def _unsure(written: Sentence, quoted: Sentence, kept: Sequence[Word], told: set[str]) -> bool:
    """Whether a denial, a doubt, a condition or a speaker was put in or left out."""
    has, wanted = binding(written.tokens), binding(quoted.tokens)
    if "said" in wanted & told and {"will", "would"} & told:  # "will" is reported as "would"
        has, wanted, told = ({"will" if w == "would" else w for w in group} for group in (has, wanted, told))
    terms_of = [(terms(token) or [""])[0] for token in quoted.tokens]
    kept_terms = {word.term for word in kept}
    places = [i for i, term in enumerate(terms_of) if term and same(term) in kept_terms]
    first, last = min(places), max(places) + 1
    around = binding(_from(quoted.tokens[:first][::-1]) + quoted.tokens[first:last] + _from(quoted.tokens[last:]))
    dropped = (around | wanted & (FRAMING | {"said"})) - told
    if "would" in dropped and "will" in told:
        dropped -= {"would"} if "said" in wanted & told else set()
    ending = quoted.words[-1].term in kept_terms and _sure(quoted.tail) != _sure(written.tail)
    return bool(has - wanted or dropped or ending)


def _from(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The few that are nearest and in the same part of the sentence."""
    near = tokens[:_NEAR]
    return near[: near.index(",")] if "," in near else near


def _active(kept: list[Word]) -> list[Word]:
    """ "Clearview is used by the police" as "the police used Clearview"; anything else as it is."""
    verb = next((i for i, w in enumerate(kept) if w.before & _BE and _participle(w)), -1)
    agent = next((i for i, w in enumerate(kept) if i > verb and "by" in w.before), -1)
    if verb < 1 or agent < 0:
        return kept
    end = next((i for i, w in enumerate(kept) if i > agent and w.before & BREAKING), len(kept))
    by, done = kept[agent], kept[verb]
    subject = [replace(by, before=by.before - {"by"}), *kept[agent + 1 : end]]
    return [*subject, replace(done, before=done.before - _BE), *kept[:verb], *kept[verb + 1 : agent], *kept[end:]]


def _arranged(kept: Sequence[Word], written: Sentence, quoted: Sentence, *, surely: bool) -> bool:
    """Whether the words stand as in the quote, with parts left out, and at most one part moved."""
    places = _places([w.term for w in kept], quoted)
    turns = [i for i, (a, b) in enumerate(pairwise(places), start=1) if b <= a]
    if len(turns) > 1:
        return False
    at = turns[0] if turns else len(kept)
    runs = [(kept[:at], places[:at]), (kept[at:], places[at:])]
    freed = bool(turns) and _dative(runs[0], runs[1], quoted)
    if (
        turns
        and not freed
        and not _equal(runs[0], runs[1], quoted)
        and not any(_moves(*run, kept, written, quoted) for run in runs)
    ):
        return False
    return all(
        _straight(words, where, set(places), quoted, freed=freed, surely=surely) for words, where in runs if words
    )


def _places(order: Sequence[str], quoted: Sentence) -> list[int]:
    """Where each term stands in the quote: the next place after that of the term before, else the first."""
    places: list[int] = []
    for term in order:
        all_of = [i for i, word in enumerate(quoted.words) if word.term == term]
        places.append(next((i for i in all_of if places and i > places[-1]), all_of[0]))
    return places


def _dative(
    first: tuple[Sequence[Word], list[int]], second: tuple[Sequence[Word], list[int]], quoted: Sentence
) -> bool:
    """ "pay Williams $300,000" for "pay $300,000 to Williams"."""
    figures = all(word.term[0].isdigit() for word in second[0])
    return figures and any("to" in quoted.words[place].before for place in first[1] if place > second[1][-1])


def _equal(first: tuple[Sequence[Word], list[int]], second: tuple[Sequence[Word], list[int]], quoted: Sentence) -> bool:
    """ "A and B are its authors" for "its authors are A and B"."""
    words, places = second
    start = quoted.words[first[1][0]]
    whole = list(range(first[1][0])) == places and bool(start.before & _BE and words[0].before & _BE)
    return whole and not any(_participle(word) for word in (start, words[0]))


def _moves(words: Sequence[Word], places: list[int], kept: Sequence[Word], written: Sentence, quoted: Sentence) -> bool:
    """Whether these words are a part that may stand elsewhere: "in Oregon", "Mayor Okafor said"."""
    if words[0].before & quoted.words[places[0]].before & _OPENING:
        return True
    if any(word.term in _SPEECH for word in words):
        return True
    follows = _after(words[-1], kept, written.tail)
    speaks = words[0].before & SAYING or follows & SAYING
    source = [quoted.words[place].before for place in places]
    following = quoted.words[places[-1] + 1].before if places[-1] + 1 < len(quoted.words) else quoted.tail
    ends = places[-1] + 1 == len(quoted.words) or "," in following
    said = (
        following & SAYING
        or any("according" in b for b in source)
        or ("," in source[0] and source[0] & SAYING and ends)
    )
    return bool(speaks and said)


def _after(word: Word, kept: Sequence[Word], tail: frozenset[str]) -> frozenset[str]:
    place = next(i for i, one in enumerate(kept) if one is word)
    return kept[place + 1].before if place + 1 < len(kept) else tail


def _straight(
    words: Sequence[Word], places: list[int], used: set[int], quoted: Sentence, *, freed: bool, surely: bool
) -> bool:
    """Whether nothing that is left out, put in before a word, or turned from doing to done, changes who does what."""
    if not _begins(words, places, used, quoted):
        return False
    for i, (word, place) in enumerate(zip(words, places, strict=True)):
        source = quoted.words[place]
        turned, its = word.before & _TURNING, source.before & _TURNING
        skipped = [quoted.words[at].written for at in range(places[i - 1] + 1 if i else place, place) if at not in used]
        if surely and (_sure(word.before) != _sure(source.before) or binding(skipped) - FRAMING - {"said"}):
            return False
        if turned - its or (i and its - turned - ({"to"} if freed else set())):
            return False
        if (_participle(word) or _participle(source)) and bool(word.before & _BE) != bool(source.before & _BE):
            return False
        if source.owns and not (word.owns or "of" in word.before):
            return False  # "Jane Poe" for "Jane Poe's brother"
        inside = i and source.before & _INSIDE - word.before and not source.before & BREAKING
        if inside and not {term for one in skipped for term in terms(one)} <= _CONTAINERS:
            return False  # "arrested Jane Poe" for "arrested the brother of Jane Poe"
        if i and (_helped(word) - _helped(source) or not _leaves_out(word, places[i - 1], place, used, quoted)):
            return False
    return True


def _helped(word: Word) -> set[str]:
    """Which of "be", "have" and "do" stand before it, in whatever tense; a past tense may be told as perfect."""
    return {name for name, forms in _HELPERS.items() if word.before & forms} - (
        {"have"} if _participle(word) else set()
    )


def _sure(before: frozenset[str]) -> set[str]:
    """What denies a word, or says that it will or can be; "will" and "can" are reported as "would" and "could"."""
    return {_REPORTED.get(small, small) for small in before & _DENYING}


def _participle(word: Word) -> bool:
    return word.written.lower().endswith("ed") or word.written.lower() in _PARTICIPLES


def _begins(words: Sequence[Word], places: list[int], used: set[int], quoted: Sentence) -> bool:
    """Whether the first word begins a part of the quote, so that its head is not left out: "the mayor" of "critics of …"."""
    start = places[0]
    if start - 1 in used or (start and quoted.words[start].before & words[0].before & (_INSIDE | _OPENING)):
        return True  # it goes on from what is said elsewhere, or is a part that moved as a whole
    start = _start_of_name(start, quoted)
    before, last, dropped = quoted.words[start].before, quoted.words[start - 1], quoted.words[:start]
    if not start or ("company" in words[0].before and not any(OWNS in word.before for word in dropped)):
        return True
    if "of" in before and last.term in _PLACES:
        return True
    if before & _RELATIVE or ("that" in before and not (before & (SAYING | _JOINS) or last.term in _SAYS)):
        return False
    hanging = any(word.before & (_INSIDE | _RELATIVE | {"that"}) for word in dropped)
    if before & _JOINS and not before & (BREAKING | {"that"}):
        return not hanging
    opened = dropped[0].before & _OPENING and not any(word.before for word in dropped[1:])
    if opened and before & _ARTICLES and not before & (_INSIDE | _OPENING):
        return True  # "In one case a girl was stopped"
    return bool(before & (BREAKING | _BREAKS | SAYING) or last.term in _SPEECH)


def _start_of_name(start: int, quoted: Sentence) -> int:
    """Where the name begins that stands there, with what the person or company is: "Okafor" of "mayor Lena Okafor"."""
    while (
        start and not quoted.words[start].before and _capital(quoted.words[start]) and _capital(quoted.words[start - 1])
    ):
        start -= 1
    role = start
    while role and _capital(quoted.words[start]) and not quoted.words[role].before and _is_role(quoted.words[role - 1]):
        role -= 1
    return role if role == 0 or quoted.words[role].before & BREAKING else start


def _is_role(word: Word) -> bool:
    """Whether it can stand before a name and be no verb: "chain", not "shot" or "suing"."""
    written = word.written.lower()
    return not (word.owns or written.endswith(("ed", "ing", "s")) or written in _PARTICIPLES or written in _NO_ROLE)


def _capital(word: Word) -> bool:
    return word.written[0].isupper()


def _leaves_out(word: Word, last: int, place: int, used: set[int], quoted: Sentence) -> bool:
    """Whether what stands between two words may go: an aside, a name in its phrase, what "and" goes on from."""
    gap = [quoted.words[i] for i in range(last + 1, place) if i not in used]
    following = quoted.words[place].before
    if not gap or ("that" in following & word.before and following & _JOINS):  # "said that …, and that"
        return True
    if not following and all(word.written[0].isupper() and not word.before for word in gap):
        return True  # "Mayor Okafor" for "Mayor Lena Okafor"
    if following & (_RELATIVE | {"that"}):
        return False
    if "," in gap[0].before and "," in following and not gap[0].before & _JOINS:
        return True
    if any(word.before & _BREAKS for word in gap):
        return False
    if following & _JOINS:
        return True
    if any(word.before & (BREAKING | _JOINS) for word in gap[1:]) or gap[0].before & BREAKING:
        return False
    named = any(word.written[0].isupper() for word in gap)
    return not named or bool(gap[0].before & _INSIDE)
