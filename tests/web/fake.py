"""A service over five invented articles: word overlap instead of a model, quotes verbatim, refusals honest."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from qa.errors import NotFound
from qa.types import (
    Answer,
    AnswerSentence,
    Article,
    ArticlePage,
    Citation,
    FoundPassage,
    IndexInfo,
    Query,
    Related,
    SearchResult,
    Status,
)

_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at by did do does for from has have in is it of on or the to was were what when who why how",
    )
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]")

ARTICLES = (
    Article(
        id="harbour-1",
        title="Ferry harbour closes for repairs",
        text="The ferry harbour of Northport closed on Monday for repairs.\n"
        "Engineers found cracks in the quay wall. The harbour reopens in autumn.",
        url="https://example.org/harbour",
        source="Northport Courier",
        author="Ada Quill",
        published_at="2021-03-08",
    ),
    Article(
        id="harbour-2",
        title="Northport harbour repairs to cost nine million",
        text="Repairs of the Northport harbour will cost nine million crowns.\n"
        "The council pays two thirds of the cost.",
        url="https://example.org/harbour-cost",
        source="Coast Wire",
        published_at="2021-03-10",
    ),
    Article(
        id="bees/2022",
        title="City roofs get bee hives",
        text="The city placed forty bee hives on library roofs. The bees made two hundred jars of honey.",
        url="https://example.org/bees",
        source="Northport Courier",
        published_at="2022-05-20",
    ),
    Article(
        id="tram",
        title="Tram line nine <b>extended</b>",
        text="Tram line nine now reaches the airport. Rides to the airport take twenty minutes.",
        source="Coast Wire",
        published_at="2022-06-01",
    ),
    Article(
        id="rtl",
        title="شاعر يفوز بجائزة",
        text="The poet won the river prize. She read from her new book.",
        url="javascript:alert(1)",
        source="Verse & Voice",
        published_at=None,
    ),
)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower())) - _STOP


class FakeService:
    """`delay` seconds pass before each event of a stream and each answer."""

    def __init__(self, articles: tuple[Article, ...] = ARTICLES, *, delay: float = 0.0) -> None:
        self.by_id = {article.id: article for article in articles}
        self.delay = delay
        self.ready = True
        self.closed = False
        dates = sorted(a.published_at for a in articles if a.published_at)
        self.index = IndexInfo(
            id="fake-1",
            built_at="2023-01-02T03:04:05+00:00",
            articles=len(articles),
            passages=len(articles),
            published_from=dates[0] if dates else None,
            published_to=dates[-1] if dates else None,
        )

    def answer(self, query: Query) -> Answer:
        time.sleep(self.delay)
        standalone = self._standalone(query)
        found = self._sentences(standalone, query)[:4]
        if not found:
            return self._refusal(query, standalone)
        citations = tuple(
            Citation(
                number=number,
                article_id=article.id,
                title=article.title,
                quote=article.text[start:end],
                start=start,
                end=end,
                score=score,
                url=article.url,
                source=article.source,
                author=article.author,
                published_at=article.published_at,
                link=f"{article.url}#:~:text={quote(article.text[start : start + 8])}" if article.url else None,
                reader=f"/articles/{article.id}?start={start}&end={end}",
            )
            for number, (score, article, start, end) in enumerate(found, 1)
        )
        sentences = tuple(
            AnswerSentence(
                c.quote,
                (c.number,),
                support=min(0.99, c.score),
                role="also" if c.number > 1 else "answer",
                date=c.published_at,
            )
            for c in citations
        )
        return Answer(
            question=query.question,
            standalone_question=standalone,
            answered=True,
            answer=" ".join(f"{s.text} [{s.citations[0]}]" for s in sentences),
            sentences=sentences,
            citations=citations,
            related=(),
            confidence=found[0][0],
            generator=query.generator or "extractive",
            index=self.index,
            receipt="fake-receipt",
            timings_ms={"embed": 1.0, "retrieve": 0.5, "total": 2.0},
            independent_sources=len({c.source for c in citations}),
        )

    def stream(self, query: Query) -> Iterator[tuple[str, object]]:
        time.sleep(self.delay)
        yield "retrieved", self.search(query)
        answer = self.answer(query)
        for sentence in answer.sentences:
            time.sleep(self.delay)
            yield "sentence", (sentence, tuple(c for c in answer.citations if c.number in sentence.citations))
        yield "done", answer

    def search(self, query: Query) -> SearchResult:
        words = _words(self._standalone(query))
        passages = []
        for article in self._within(query):
            score = len(words & _words(article.title + " " + article.text)) / max(1, len(words))
            if score:
                passages.append(FoundPassage(article, 0, len(article.text), article.text, score))
        passages.sort(key=lambda found: -found.score)
        return SearchResult(tuple(passages[: query.limit]), self.index)

    def articles(
        self,
        *,
        query: str = "",
        source: str = "",
        published_from: str = "",
        published_to: str = "",
        cursor: str = "",
        limit: int = 50,
        author: str = "",
        tag: str = "",
    ) -> ArticlePage:
        found = [
            a
            for a in self.by_id.values()
            if all(word in (a.title + a.text).lower() for word in query.lower().split())
            and author.lower() in (a.author or "").lower()
            and (not tag or a.category == tag)
            and (not source or a.source == source)
            and (not published_from or (a.published_at or "") >= published_from)
            and (not published_to or "" < (a.published_at or "") <= published_to)
        ]
        begin = int(cursor) if cursor.isdecimal() else 0
        end = begin + limit
        return ArticlePage(
            articles=tuple(_without_text(a) for a in found[begin:end]),
            total=len(found),
            cursor=str(end) if end < len(found) else None,
            sources=tuple(Counter(a.source for a in found if a.source).most_common()),
            months=tuple(sorted(Counter(a.published_at[:7] for a in found if a.published_at).items())),
            tags=tuple(Counter(a.category for a in found if a.category).most_common()),
            excerpts=tuple(a.text[:120] for a in found[begin:end]) if query else (),
        )

    def article(self, article_id: str) -> Article:
        if article_id not in self.by_id:
            raise NotFound("No article has this id. Look it up in the list of articles.")
        return self.by_id[article_id]

    def status(self) -> Status:
        reason = "" if self.ready else "The model is warming up."
        counts = {"questions": 0, "queued": 0}
        return Status(self.ready, False, reason, self.index, {"name": "word overlap", "dimensions": 0}, counts)

    def close(self) -> None:
        self.closed = True

    def _standalone(self, query: Query) -> str:
        if query.history and query.question.lower().startswith("and "):
            return f"{query.history[-1].question} {query.question}"
        return query.question

    def _within(self, query: Query) -> list[Article]:
        limits = query.filters
        return [
            a
            for a in self.by_id.values()
            if (not limits.sources or a.source in limits.sources)
            and (not limits.article_ids or a.id in limits.article_ids)
            and (not limits.tags or a.category in limits.tags)
            and (not limits.published_from or (a.published_at or "") >= limits.published_from)
            and (not limits.published_to or "" < (a.published_at or "") <= limits.published_to)
        ]

    def _sentences(self, question: str, query: Query) -> list[tuple[float, Article, int, int]]:
        words = _words(question)
        found = []
        for article in self._within(query):
            for match in _SENTENCE.finditer(article.text):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                score = len(words & _words(match[0])) / max(1, len(words))
                if score > 0.4:
                    found.append((score, article, start, match.end()))
        return sorted(found, key=lambda item: -item[0])[: query.limit]

    def _refusal(self, query: Query, standalone: str) -> Answer:
        near = self.search(query).passages[:3]
        return Answer(
            question=query.question,
            standalone_question=standalone,
            answered=False,
            answer="The articles do not say.",
            sentences=(),
            citations=(),
            related=tuple(
                Related(f.article.id, f.article.title, f.article.url, f.article.source, f.article.published_at)
                for f in near
            ),
            confidence=0.1,
            generator=query.generator or "extractive",
            index=self.index,
            receipt="fake-receipt",
            timings_ms={"embed": 1.0, "retrieve": 0.5, "total": 2.0},
        )


def _without_text(article: Article) -> Article:
    return Article(
        id=article.id,
        title=article.title,
        text="",
        url=article.url,
        source=article.source,
        author=article.author,
        published_at=article.published_at,
    )
