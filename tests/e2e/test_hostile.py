"""Text from articles, questions and models never becomes markup: streamed, final, reloaded, and with the CSP off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import waitress
from playwright.sync_api import Browser, Page, expect

from qa.types import (
    Answer,
    AnswerSentence,
    Article,
    BuildState,
    Citation,
    Copy,
    Disagreement,
    Outcome,
    Query,
    Related,
    Span,
)
from tests.e2e.demo import DemoService
from tests.e2e.hostile import RUN, payloads
from web import create_app
from web.editing import NoCollection

pytestmark = pytest.mark.browser

PER_ANSWER = 100
LINKS = """[...document.querySelectorAll("main a, aside a")].map((link) => link.href)"""
MADE = "document.querySelectorAll('img, iframe, object, video, base, style, main svg[onload], [onerror], [onclick]').length"


def _article(number: int, bad: str) -> Article:
    return Article(
        id=f"{number}/{bad[:60]}", title=bad, text=f"{bad}\nSecond line {bad}.", url=bad, source=bad, author=bad,
        published_at=bad, language="en",
    )  # fmt: skip


class HostileService(DemoService):
    """Every field of every answer is hostile; the question says which hundred strings to use."""

    def __init__(self) -> None:
        self.bad = payloads()
        super().__init__(tuple(_article(number, bad) for number, bad in enumerate(self.bad)))

    def answer(self, query: Query) -> Answer:
        begin = PER_ANSWER * int(query.question.split()[0])
        chosen = list(self.by_id.values())[begin : begin + PER_ANSWER]
        citations = tuple(self._citation(number, article) for number, article in enumerate(chosen, 1))
        sentences = tuple(AnswerSentence(c.quote, (c.number,), 0.7, Span(1, 3)) for c in citations)
        bad = chosen[0].title
        return Answer(
            question=query.question, standalone_question=f"{query.question} {bad}", answered="refuse" not in query.question,
            answer=bad, sentences=sentences, citations=citations, confidence=0.9, generator=bad, index=self.index,
            related=tuple(Related(a.id, a.title, a.url, a.source, a.published_at) for a in chosen), as_of=bad,
            receipt=bad, disagreements=(Disagreement(bad, (bad, bad), (1, 2)),), missing_terms=(bad,), notes=(bad,),
        )  # fmt: skip

    def _citation(self, number: int, article: Article) -> Citation:
        bad = article.title
        return Citation(
            number=number, article_id=article.id, title=bad, quote=bad, start=0, end=len(bad), score=0.5, url=bad,
            source=bad, author=bad, published_at=bad, link=bad, reader=bad, copies=(Copy(bad, bad, bad, bad, bad),),
        )  # fmt: skip


class HostileCollection(NoCollection):
    """Every word of it is hostile."""

    fetches = True

    def removed(self) -> list[str]:
        return payloads()

    def build(self, build_id: str) -> BuildState:
        states = ("waiting", "indexed", "copy", "rejected", "removed", "restored")
        inputs = tuple(Outcome(bad, states[n % 6], bad, bad, bad, bad) for n, bad in enumerate(payloads()))
        return BuildState(build_id, "failed", message=payloads()[0], inputs=inputs)


@pytest.fixture(scope="module")
def hostile_url() -> Iterator[str]:
    app = create_app(HostileService(), collection=HostileCollection(), editors="1")
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def _harmless(page: Page, url: str, where: str) -> None:
    assert page.evaluate("window.__xss") is None, where
    assert page.evaluate(MADE) == 0, where
    for link in page.evaluate(LINKS):
        assert link.startswith((url, "http://127.0.0.1:9/x")), (where, link)
        assert not link.startswith("http://127.0.0.1:9/") or RUN not in link


@pytest.mark.parametrize("bypass", [False, True], ids=["csp-on", "csp-off"])
def test_two_hundred_hostile_strings_stay_text(browser: Browser, hostile_url: str, bypass: bool) -> None:
    context = browser.new_context(base_url=hostile_url, bypass_csp=bypass, locale="en-GB")
    page, foreign, dialogs = context.new_page(), [], []
    page.on("request", lambda r: None if r.url.startswith((hostile_url, "blob:")) else foreign.append(r.url))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto("/")
    for part in range(2):
        page.fill("#question", f"{part} {payloads()[part]}")
        page.keyboard.press("Enter")
        expect(page.locator(".turn:not(.busy)")).to_have_count(part + 1)
    page.fill("#question", "1 refuse")
    page.keyboard.press("Enter")
    expect(page.locator(".turn:not(.busy)")).to_have_count(3)
    _harmless(page, hostile_url, "streamed")
    page.wait_for_url("**/#*")
    shown = page.locator("#turns").inner_text()
    page.reload()
    expect(page.locator(".turn")).to_have_count(3)
    assert page.locator("#turns").inner_text() == shown
    _harmless(page, hostile_url, "reloaded")
    page.locator(".cite").first.dispatch_event("click")
    expect(page.locator("#reader mark.now")).to_be_visible()
    _harmless(page, hostile_url, "reader")
    page.route("**/api/answer/stream", lambda route: route.fulfill(status=404, body="{}"))
    page.fill("#question", "1 final")
    page.keyboard.press("Enter")
    expect(page.locator(".turn:not(.busy)")).to_have_count(4)
    _harmless(page, hostile_url, "final")
    for path in ("/articles?limit=100", "/articles?limit=100&cursor=100"):
        page.goto(path)
        expect(page.locator(".entries li")).to_have_count(100)
        _harmless(page, hostile_url, path)
    page.locator(".entries a").nth(3).click()
    _harmless(page, hostile_url, "article")
    page.goto("/builds/hostile")
    expect(page.locator(".outcomes li")).to_have_count(200)
    _harmless(page, hostile_url, "build")
    page.goto("/add")
    _harmless(page, hostile_url, "add")
    for bad in payloads()[:20]:
        wanted = urlencode(
            {"query": bad, "author": bad, "tag": bad, "source": bad, "only": bad, "question": f"0 {bad}"}
        )
        for path in ("/articles", "/"):
            page.goto(f"{path}?{wanted}")
            _harmless(page, hostile_url, path)
    assert (foreign, dialogs) == ([], [])
    context.close()


CUT = """async (cuts) => {
  const { events } = await import("/static/js/stream.js");
  const text = "event: sentence\\r\\ndata: {\\"text\\":\\"caf\\u00e9 \\ud83d\\ude00 \\u2028 [1]\\"}\\r\\n\\r\\n: ping\\n\\n" +
    "event: done\\rdata: {\\"a\\":\\rdata: 1}\\r\\rdata: 2\\n\\n";
  const bytes = new TextEncoder().encode(text), seen = new Set();
  for (let size = 1; size <= bytes.length; size++) {
    const stream = new ReadableStream({ start(sink) {
      for (let at = 0; at < bytes.length; at += size) sink.enqueue(bytes.slice(at, at + size));
      sink.close();
    } });
    const found = [];
    for await (const event of events(stream)) found.push(event);
    seen.add(JSON.stringify(found));
  }
  return [...seen];
}"""


def test_a_stream_reads_the_same_however_it_is_cut(page: Page) -> None:
    page.goto("/")
    seen = page.evaluate(CUT)
    assert seen == ['[["sentence",{"text":"café 😀 \u2028 [1]"}],["done",{"a":1}],["message",2]]']
