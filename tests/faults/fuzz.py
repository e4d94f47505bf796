"""Coverage-guided fuzzing of cleaning, parsing and request reading: `make fuzz`, by atheris; `one` is what it calls.

Whatever the bytes: a parsed unit is articles or stated reasons, clean text stays clean, a request is read or refused in
words. Anything else is raised, which the fuzzer reports together with the input.
"""

from __future__ import annotations

import sys
from importlib import import_module

KINDS = ("page", "text", "markdown", "record", "feed")
OURS = ["qa.articles", "qa.cleaning", "qa.text", "web.body", "web.schemas", "web.openai"]


def one(data: bytes) -> None:
    """The first byte says what the others are given to."""
    if not data:
        return
    kind, rest = data[0] % (len(KINDS) + 2), data[1:]
    if kind < len(KINDS):
        _parsed(KINDS[kind], rest)
    elif kind == len(KINDS):
        _cleaned(rest.decode("utf-8", "surrogateescape"))
    else:
        _requested(rest)


def _parsed(kind: str, data: bytes) -> None:
    from qa.articles.notes import Unit
    from qa.articles.parse import parse
    from qa.types import Rejection

    found = parse(Unit("fuzz", kind, data))
    assert found
    for item in found:
        if isinstance(item, Rejection):
            assert item.reason != "unparsable", item.message  # a defect of a parser that `parse` has caught
        else:
            assert item.article.text.strip() and item.article.title
            item.article.text.encode("utf-8")


def _cleaned(text: str) -> None:
    from qa.text.characters import clean_characters

    clean = clean_characters(text)
    assert clean_characters(clean) == clean and len(clean) <= len(text)
    clean.encode("utf-8")


def _requested(data: bytes) -> None:
    from qa.errors import UsageError
    from web.body import parse_object
    from web.schemas import AnswerIn, SearchIn, parse

    try:
        value = parse_object(data)
    except (ValueError, RecursionError):
        return
    for model in (AnswerIn, SearchIn):
        try:
            parse(model, value).query()  # type: ignore[attr-defined]
        except UsageError as error:
            assert str(error).endswith(".")


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=OURS):
        for module in ("qa.articles.parse", "qa.articles.formats.page", "qa.articles.formats.plain", "qa.articles.formats.record",
                       "qa.articles.formats.feed", "web.body", "web.schemas"):  # fmt: skip
            import_module(module)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
