"""Evidence to an answer of the form that a question asks for: the newest state, an overview, a timeline, sides, members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from embeddings.embedder import Vectors
from qa.answering.composition import Chosen, compose, says_the_same
from qa.answering.evidence import Evidence
from qa.answering.forms import COMPARISON, FACT, LIST, OVERVIEW, TIMELINE, Form
from qa.answering.options import Floats, Options
from qa.answering.reader_pass import COST_OF_PLACE
from qa.answering.stories import Story, is_narrow, told_then
from qa.answering.timeline import Days
from qa.index.opened import Index
from qa.types import EARLIER

_AS_GOOD = 0.3  # of the strength of the best: what a newer sentence of the story must have to be said first
_AS_GOOD_ELSEWHERE = 0.5  # the same where no event says that both articles tell one story
_AS_GOOD_ANYWHERE = 0.8  # the same of an article that is not known to tell the story
_UNSAID = 1.8  # times as much where the question does not say that it asks of now
_COVERED = 0.6  # of the best article's share of the topic's words: what another must have to be of its story
_MEMBER = 0.3  # the same for a member of a list, or a voice
_MEMBER_LEAST = 0.1
_SIDE = 0.15  # the same for the second side of a comparison
_TOWARDS = 6.0  # weight of being nearer to one side than to the other, against the log of the strength
_SAME_THING = 2.0  # weight of how alike the two states of what changed are
_SPLIT_DAYS = 3  # between the two states of what changed, at least, where one article tells both
_LEANS = 0.5  # log-odds that opening with a pronoun costs a sentence of a story
_UNREAD = 2.0  # the same for not being read by the last reader
_SUMMARY = 4  # sentences of an overview, at most
_OF_ONE = 2  # of them from one article
_FAR_WORSE = 3.0  # log-odds below the best from which on a sentence is no part of an overview
_DAYS_SHOWN = 5  # lines of a timeline, at most
_STORY_LEAST = 0.1  # confidence below which no story is told
_TOLD_BY = 2  # articles and sentences that a story, or a comparison, has at least
_TINY = 1e-4
_OF_DAYS = 0.5  # of the strength of the best: what a sentence of the days asked about must have to be said first


def answers(evidence: Evidence, form: Form, story: Story) -> bool:
    """Whether there is an answer. A story is also told where several of its articles are about all that is asked."""
    if form.name not in (OVERVIEW, TIMELINE):
        return evidence.answered
    return evidence.answered or (evidence.confidence >= _STORY_LEAST and _covering(evidence, story) >= _TOLD_BY)


def _covering(evidence: Evidence, story: Story) -> int:
    """How many passages of the story hold all words of the topic, their titles counted."""
    covered = evidence.weighed.columns("passage_coverage")[:, 0]
    return len(np.unique(evidence.weighed.passage[covered >= 1 - _TINY])) if len(story.articles) >= _TOLD_BY else 0


def tell(
    index: Index, evidence: Evidence, form: Form, story: Story, *, limit: int, sides: Vectors | None = None,
    days: Days = (None, None),
) -> list[Chosen]:  # fmt: skip
    """The stretches of an answer in its form, in the order in which they are said. `sides`: vectors of a comparison's two;
    `days`: the first and the last day that the question names, since 1970-01-01, None where it leaves that end open.
    """
    fact = compose(index, evidence, limit=limit)
    dated = form.name in (FACT, LIST) and not form.first and is_narrow(days)
    as_it_is = form.name == FACT and not (form.newest or dated)
    if not fact or limit < _TOLD_BY or as_it_is:
        return fact
    options = Options.of(index, evidence)
    if dated:
        fact = _of_days(options, fact, days)
    told: list[Chosen] = []
    if form.name == OVERVIEW:
        told = _overview(options, form, story, limit)
    elif form.name == TIMELINE:
        told = _timeline(options, story, limit)
    elif form.name == COMPARISON:
        told = _comparison(options, sides)
        told += [c for c in fact if told and not any(set(c.sentences) & set(t.sentences) for t in told)][: limit - 2]
    elif form.voices:
        told = _voices(options, fact[0], limit)
    elif form.name == LIST:
        told = _members(options, fact, limit)
    elif form.newest:
        told = _newest(options, fact, form, story, limit)
    return _apart(told) or fact


def _apart(told: list[Chosen]) -> list[Chosen]:
    """The stretches but those that stand whole in another, which was quoted with the sentence before it."""
    return [c for c in told if not any(d is not c and set(c.sentences) < set(d.sentences) for d in told)]


def _of_days(options: Options, fact: list[Chosen], days: Days) -> list[Chosen]:
    """The answer with what an article of the days that the question names says of them before what others say."""
    top = float(options.strength.max(initial=0))
    within = told_then(options.day, days)
    fit = np.flatnonzero(within & (options.strength >= max(_OF_DAYS * top, _TINY)))
    best = np.flatnonzero(np.isin(options.rows, fact[0].sentences))
    if not len(fit) or within[best].any():
        return fact
    strongest = options.chosen(int(fit[np.argmax(options.strength[fit])]))
    rest = [c for c in fact if not set(c.sentences) & set(strongest.sentences)]
    return [strongest, *rest[:1]]


def _newest(options: Options, fact: list[Chosen], form: Form, story: Story, limit: int) -> list[Chosen]:
    """The newest of the story's sentences that answer nearly as well as the best, what was said before it as earlier."""
    best = fact[0]
    top = float(options.strength[np.isin(options.rows, best.sentences)].max(initial=0))
    day, event = int(options.index.days[best.article]), int(options.index.events[best.article])
    same = (options.index.events[options.article] == event) & (event >= 0)
    told = np.isin(options.article, _tellers(options, story))
    share = np.where(told, np.where(same, _AS_GOOD, _AS_GOOD_ELSEWHERE), _AS_GOOD_ANYWHERE)
    least = top * share * (1 if form.now else _UNSAID)
    fit = np.flatnonzero((options.day > day) & (options.strength >= least))
    if day < 0 or top < _TINY:
        return fact
    if not len(fit):
        older = [c for c in fact[1:] if 0 <= options.index.days[c.article] < day]
        return [best, *(_dated(options.index, c, best) for c in fact[1:] if c not in older[1:])]
    newest = fit[options.day[fit] == options.day[fit].max()]
    first = options.chosen(int(newest[np.argmax(options.strength[newest])]))
    apart = [c for c in fact if c.article != first.article or c.end <= first.start or c.start >= first.end]
    rest = [
        c for c in apart if c is best or c.article == first.article
    ]  # what stood beside the older state is older too
    return [first, *(_dated(options.index, c, first) for c in rest)][:limit]


def _dated(index: Index, one: Chosen, newest: Chosen) -> Chosen:
    """The stretch, as earlier where an older article of the same event as the newest says it."""
    older = 0 <= int(index.days[one.article]) < int(index.days[newest.article])
    event = int(index.events[newest.article])
    return replace(one, role=EARLIER) if older and event >= 0 and index.events[one.article] == event else one


def _overview(options: Options, form: Form, story: Story, limit: int) -> list[Chosen]:
    """The sentences that tell the story best, two an article at most; the newest article's first where that is wanted."""
    worth = _worth(options)
    tellers = np.isin(options.article, _tellers(options, story))
    ranked = [int(p) for p in np.argsort(-worth, kind="stable") if tellers[p]]
    if len({int(options.article[p]) for p in ranked}) < _TOLD_BY:
        return []
    if form.newest:
        newest = max(int(options.day[p]) for p in ranked)
        first = next(p for p in ranked if options.day[p] == newest)
        ranked = [first, *(p for p in ranked if p != first)]
    least = float(worth[ranked].max()) - _FAR_WORSE
    told: Counter[int] = Counter()
    best = []
    for p in ranked:
        if told[int(options.article[p])] < _OF_ONE and worth[p] >= least:
            told[int(options.article[p])] += 1
            best.append(p)
    picked = _novel(options, best, min(limit, _SUMMARY))
    return [options.chosen(p) for p in [*picked[:1], *sorted(picked[1:], key=lambda p: -int(options.day[p]))]]


def _timeline(options: Options, story: Story, limit: int) -> list[Chosen]:
    """One sentence a day, in the order of days, the first and the last day among them."""
    worth = _worth(options)
    by_day: dict[int, int] = {}
    for p in np.flatnonzero(np.isin(options.article, _tellers(options, story)) & (options.day >= 0)).tolist():
        day = int(options.day[p])
        if day not in by_day or worth[p] > worth[by_day[day]]:
            by_day[day] = p
    if len(by_day) < 2:
        return []
    days = sorted(by_day)
    between = sorted((by_day[d] for d in days[1:-1]), key=lambda p: -float(worth[p]))
    picked = _novel(options, [by_day[days[0]], by_day[days[-1]], *between], min(limit, _DAYS_SHOWN))
    return [options.chosen(p) for p in sorted(picked, key=lambda p: int(options.day[p]))]


def _comparison(options: Options, sides: Vectors | None) -> list[Chosen]:
    """A sentence for each side, the earlier first: of two that are named, or of two times."""
    least = _SIDE * float(options.strength.max(initial=0))
    fit = np.flatnonzero(options.strength >= max(least, _TINY))
    if len(fit) < 2:
        return []
    strength = np.log(np.maximum(options.strength, _TINY))
    vectors = options.vectors()
    if sides is not None and len(sides) == 2:
        nearer = vectors @ sides.T
        towards = _TOWARDS * (nearer[:, 0] - nearer[:, 1])
        one = int(fit[np.argmax((strength + towards)[fit])])
        other = _best_beside(options, fit, one, np.asarray(strength - towards, np.float32))
    else:
        one = int(fit[np.argmax(strength[fit])])
        apart = (options.article != options.article[one]) | (abs(options.day - options.day[one]) >= _SPLIT_DAYS)
        alike = _SAME_THING * (vectors @ vectors[one])
        other = _best_beside(options, fit[apart[fit]], one, strength + alike)
    if other is None:
        return []
    return [options.chosen(p) for p in sorted((one, other), key=lambda p: (int(options.day[p]), int(options.rows[p])))]


def _best_beside(options: Options, fit: Iterable[int], one: int, score: Floats) -> int | None:
    """The best of these that does not say the same as `one`."""
    terms, said = options.terms(one), set(options.chosen(one).sentences)
    others = [
        p
        for p in map(int, fit)
        if said.isdisjoint(options.chosen(p).sentences) and not says_the_same(options.index, terms, options.terms(p))
    ]
    return max(others, key=lambda p: float(score[p])) if others else None


def _voices(options: Options, best: Chosen, limit: int) -> list[Chosen]:
    """The best sentence, and what several people say, each once, strongest first."""
    top = float(options.strength.max(initial=0))
    order = np.argsort(-options.strength, kind="stable")
    fit = [int(p) for p in order if options.strength[p] >= max(_MEMBER_LEAST, _MEMBER * top)]
    first = [p for p in fit if int(options.rows[p]) in best.sentences][:1]
    heard: dict[str, int] = {options.speaker(p) or "": p for p in first}
    for p in fit:
        speaker = options.speaker(p)
        if speaker and not any(_same_person(speaker, other) for other in heard if other):
            heard[speaker] = p
    picked = _novel(options, list(heard.values()), limit)
    return [options.chosen(p) for p in picked] if len(picked) > 1 else []


def _same_person(one: str, other: str) -> bool:
    """Whether two speakers may be one: "Hayes" and "JetBlue CEO Robin Hayes"."""
    return one.split()[-1].lower() == other.split()[-1].lower()


def _members(options: Options, fact: list[Chosen], limit: int) -> list[Chosen]:
    """What would be said of a fact, and what else the last reader read that may add a member."""
    told = list(fact)
    taken = [set(options.index.sentence_terms[row].tolist()) for c in fact for row in c.sentences]
    said = {row for c in fact for row in c.sentences}
    least = max(_MEMBER_LEAST, _MEMBER * float(options.strength.max(initial=0)))
    for p in np.argsort(-options.strength, kind="stable").tolist():
        if len(told) >= limit or options.strength[p] < least:
            break
        terms = options.terms(p)
        one = options.chosen(p)
        if (
            not options.read[p]
            or said & set(one.sentences)
            or any(says_the_same(options.index, terms, t) for t in taken)
        ):
            continue
        told.append(one)
        taken.append(terms)
        said |= set(one.sentences)
    return told


def _tellers(options: Options, story: Story) -> list[int]:
    """The story's articles that hold most of the topic's words, or are of the event of the one that holds most."""
    covered = {a: float(options.coverage[options.article == a].max(initial=0)) for a in story.articles}
    if not covered:
        return []
    most = max(covered, key=lambda a: covered[a])
    event = int(options.index.events[most])
    mates = {a for a in covered if event >= 0 and options.index.events[a] == event}
    return [a for a, share in covered.items() if a in mates or share >= _COVERED * covered[most]]


def _worth(options: Options) -> Floats:
    """How well each sentence would tell its article's part of a story: log-odds of the last reader, early ones preferred."""
    sure = np.clip(options.strength, _TINY, 1 - _TINY)
    odds = np.log(sure / (1 - sure)) - COST_OF_PLACE * options.place - np.where(options.read, 0, _UNREAD)
    return np.asarray(odds - _LEANS * options.leans, np.float32)


def _novel(options: Options, places: Sequence[int], count: int) -> list[int]:
    """The first of these that say different things; what half of them name, the topic, is not compared."""
    terms = {p: options.terms(p) for p in places}
    held = Counter(term for own in terms.values() for term in own)
    topic = {term for term, times in held.items() if len(places) > 2 and times * 2 > len(places)}
    picked: list[int] = []
    for p in places:
        if len(picked) < count and not any(
            says_the_same(options.index, terms[p] - topic, terms[q] - topic) for q in picked
        ):
            picked.append(p)
    return picked
