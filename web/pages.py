"""The pages a person sees: chat, list of articles, reader. Complete on the server; the scripts only enhance them."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request

from qa.errors import NotFound, QAError, UsageError
from qa.types import Answer, ArticlePage, BuildState, Turn
from web.closest import closest
from web.editing import Collecting, allowed, seen, take
from web.faults import Fault, report
from web.feedback import register_feedback
from web.histogram import bars, years
from web.language import LANGUAGES, Language, language
from web.links import page_link, safe_url
from web.quote_marking import marked, paragraphs
from web.schemas import AnswerIn, ArticlesIn, parse
from web.service import AnsweringService

_ELSEWHERE = ("article.js", "add.js", "build.js", "find.js")  # scripts of the other pages
_SCRIPTS = Path(__file__).with_name("static") / "js"
_MODULES = tuple(sorted(path.name for path in _SCRIPTS.glob("*.js") if path.name not in _ELSEWHERE))
_SERVERS = ("add.", "articles.", "build.", "outcome.", "remove.", "welcome.")  # texts that no script shows
_TURNS = 3  # of earlier questions a page without JavaScript carries along, in its address
_PAST = 300  # characters of each such question and its answer
_REMOVED = 50  # removed articles that are offered back
_LONG = 280  # characters of a question from which on it is folded
_RECENT = 60  # days: how long ago a thing was is said only of what is as new as that
_YEAR_S = 365 * 24 * 3600
_FACETS = 40  # publishers offered as filters
_LEVELS = {"strong": 0.6, "fair": 0.3, "weak": 0.0}  # the least support of what is called so, highest first


def blueprint(service: AnsweringService, *, feedback: Path | None = None, collection: Collecting) -> Blueprint:
    """The routes of the pages over `service`; with `feedback`, thumbs are offered and written to that file."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def chat() -> Response:
        if "question" in request.args:  # the form, without JavaScript: an answer that Back returns to
            return _asked(service, feedback=feedback is not None)
        question = request.args.get("q", "")[:2000]
        ours = request.headers.get("Sec-Fetch-Site", "none") in (
            "none",
            "same-origin",
        )  # another site may only fill it in
        return _chat(service, question=question, auto_ask=bool(question) and ours, feedback=feedback is not None)

    @pages.post("/")
    def ask() -> Response:
        return _asked(service, feedback=feedback is not None)

    @pages.get("/articles")
    def articles() -> Response:
        return _articles(service)

    @pages.get("/articles/<path:article_id>")
    def article(article_id: str) -> Response:
        return _article(service, article_id)

    _register_editing(pages, service, collection)
    if feedback is not None:
        register_feedback(pages, feedback)
    return pages


def _register_editing(pages: Blueprint, service: AnsweringService, collection: Collecting) -> None:
    """The page where articles are brought, and how far a build of them is."""

    @pages.get("/add")
    def add() -> Response:
        allowed()
        t = _language()
        return _page("add.html", t, fetches=collection.fetches, removed=collection.removed()[::-1][:_REMOVED])

    @pages.post("/add")
    def bring() -> Response:
        allowed()
        return _to_build(take(collection))

    @pages.post("/remove")
    def remove() -> Response:
        allowed()
        found = service.article(request.form.get("id", ""))
        return _to_build(collection.remove(found.id, found.title))

    @pages.post("/restore")
    def restore() -> Response:
        allowed()
        return _to_build(collection.restore(request.form.get("id", "")))

    @pages.get("/builds/<build_id>")
    def build(build_id: str) -> Response:
        t = _language()
        try:
            return _page("build.html", t, build=seen(service, collection.build(build_id)))
        except NotFound as error:
            response = _page("missing.html", t, message=str(error))
            response.status_code = 404
            return response


def _chat(service: AnsweringService, **context: Any) -> Response:
    status = service.status()
    return _page(
        "chat.html",
        _language(),
        facets=_facets(service),
        index=status.index,
        degraded=status.degraded,
        suggestions=status.suggestions,
        closest=partial(closest, known=status.suggestions),
        filtered=any(_options().values()),
        modules=_MODULES,
        **_options(),
        **context,
    )


def _asked(service: AnsweringService, *, feedback: bool) -> Response:
    form = request.values
    history = [
        {"question": question, "answer": answer}
        for question, answer in zip(form.getlist("past_question"), form.getlist("past_answer"), strict=False)
    ][-_TURNS:]
    body: dict[str, Any] = {"question": form.get("question", ""), "history": history}
    body["filters"] = {
        "published_from": form.get("from") or None,
        "published_to": form.get("to") or None,
        "source": [name for name in form.getlist("source") if name],
        "article_ids": [name for name in form.getlist("only") if name],
        "tags": [name for name in form.getlist("tag") if name],
    }
    answer: Answer | None = None
    error, status = "", 200
    try:
        query = parse(AnswerIn, body).query()
        answer = service.answer(query)
        history.append({"question": answer.question, "answer": answer.answer})
    except UsageError as problem:
        error, status = str(problem), 422
    except QAError as problem:
        error, status = _server_error(problem), 503
    past = [Turn(turn["question"][:_PAST], turn["answer"][:_PAST]) for turn in history[-_TURNS:]]
    question = "" if answer else body["question"]
    response = _chat(service, question=question, answer=answer, error=error, past=past, feedback=feedback)
    response.status_code = status
    return response


def _articles(service: AnsweringService) -> Response:
    t = _language()
    wanted = {key: value for key, value in request.args.items() if key != "lang"}
    error, status = "", 200
    page = ArticlePage((), 0, None, (), ())
    try:
        page = service.articles(**parse(ArticlesIn, wanted).model_dump())
    except UsageError as problem:
        error, status = str(problem), 422
    except QAError as problem:
        error, status = _server_error(problem), 503
    response = _page(
        "articles.html",
        t,
        page=page,
        wanted=wanted,
        within={key: value for key, value in wanted.items() if key in ("source", "from", "to", "tag")},
        marked=partial(marked, words=wanted.get("query", "").split()),
        error=error,
        bars=bars(page.months),
        years=years(page.months),
    )
    response.status_code = status
    return response


def _article(service: AnsweringService, article_id: str) -> Response:
    t = _language()
    try:
        found = service.article(article_id)
    except NotFound:
        response = _page("missing.html", t, message=t("error.missing"))
        response.status_code = 404
        return response
    start, end = (request.args.get(key, 0, type=int) for key in ("start", "end"))
    return _page("article.html", t, article=found, paragraphs=paragraphs(found.text, start, end))


def _to_build(build: BuildState) -> Response:
    """To the page that shows how far it is: the request is done, and Back does not send it again."""
    return Response(status=303, headers={"Location": f"/builds/{build.id}"})


def _server_error(problem: QAError) -> str:
    """What a person is told, with the id that finds the cause in the log."""
    report(problem, g.request_id)
    t = _language()
    return f"{t('error.server')} {t('error.request', id=g.request_id)}"


def error_page(fault: Fault, request_id: str) -> str:
    """Any error as a page for a browser."""
    t = _language()
    message = t("error.nopage") if fault.status == 404 else t("error.server") if fault.status >= 500 else fault.message
    return str(_page("missing.html", t, message=message, request_id=request_id).get_data(as_text=True))


def _page(template: str, t: Language, **context: Any) -> Response:
    told = {key: text for key, text in t.texts.items() if not key.startswith(_SERVERS)}
    texts = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    html = render_template(
        template,
        t=t,
        texts=texts,
        languages=LANGUAGES,
        levels=json.dumps(_LEVELS),
        support_level=_level,
        untold=_untold,
        odds=lambda support: t("support.odds", n=min(9, max(1, round(support * 10)))),
        safe_url=safe_url,
        page_link=page_link,
        may_edit=g.get("may_edit", False),
        long_question=_LONG,
        recent=_RECENT,
        **context,
    )
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Content-Language"] = t.code
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie("lang", t.code, max_age=_YEAR_S, samesite="Lax", httponly=True)
    return response


def _level(support: float) -> str:
    return next((name for name, least in _LEVELS.items() if support >= least), "weak")


def _untold(answer: Answer) -> list[str]:
    """The notes that no disagreement says side by side."""
    told = [split.values for split in answer.disagreements]
    return [note for note in answer.notes if not any(all(v in note for v in values) for values in told)]


def _language() -> Language:
    for code in (request.args.get("lang"), request.cookies.get("lang")):
        if code in LANGUAGES:
            return language(code)
    return language(request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0])


def _options() -> dict[str, Any]:
    """The filters of the address or the form."""
    values = request.values
    return {
        "published_from": values.get("from", ""),
        "published_to": values.get("to", ""),
        "sources": values.getlist("source"),
        "only": values.getlist("only"),
        "tags": values.getlist("tag"),
    }


def _facets(service: AnsweringService) -> tuple[tuple[str, int], ...]:
    try:
        page = service.articles(limit=1)
    except QAError:
        return ()
    return page.sources[:_FACETS]
