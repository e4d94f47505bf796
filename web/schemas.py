"""The JSON of every request, as strict models: they validate, and the OpenAPI description is made from them."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from qa.errors import UsageError
from qa.types import (
    Filters,
    Query,
    Turn,
)

MAX_QUESTION = 2000  # characters
MAX_ANSWER = 20_000  # characters of an earlier answer in a history
MAX_TURNS = 20
MAX_SOURCES = 50
MAX_CHOSEN = 200  # articles that a question is limited to one by one
MAX_CITATIONS = 10
MAX_PASSAGES = 100
_JOINERS = "\u200c\u200d"  # Persian and emoji need them
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
VISIBLE = (  # for the description: what is left of a text by `clean` is not nothing
    r"[^\s\u0000-\u001f\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]"
)


def clean(text: str) -> str:
    """Drop control, direction and tag characters, fold white space."""
    kept = (
        c if c in _JOINERS or c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "" for c in text
    )
    return " ".join("".join(kept).split()).strip(_JOINERS)


def _said(text: str) -> str:
    """`text` cleaned; it must say something."""
    cleaned = clean(text)
    if not cleaned:
        raise PydanticCustomError("string_too_short", "is empty")
    return cleaned


def _whole(number: object) -> object:
    """2.0 is an integer to JSON."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _day(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError("is not a date such as 2020-06-12")
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a day of the calendar") from None
    return text


def _day_or_empty(text: str) -> str:
    return _day(text) if text else text


_SEEN = Field(min_length=1, json_schema_extra={"pattern": VISIBLE})
_DATED = {"type": "string", "format": "date"}
Question = Annotated[str, Field(max_length=MAX_QUESTION), _SEEN, AfterValidator(_said)]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema(_DATED)]
DayOrEmpty = Annotated[str, AfterValidator(_day_or_empty), WithJsonSchema({"anyOf": [_DATED, {"const": ""}]})]
Limit = Annotated[int, Field(ge=1, le=MAX_CITATIONS), BeforeValidator(_whole)]
PassageLimit = Annotated[int, Field(ge=1, le=MAX_PASSAGES), BeforeValidator(_whole)]
SourceName = Annotated[str, Field(max_length=200), _SEEN, AfterValidator(_said)]
ArticleId = Annotated[str, Field(min_length=1, max_length=500)]


class Request(BaseModel):
    """Strict: no conversion of types, no unknown key."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TurnIn(Request):
    """One earlier question of the conversation with the answer it got."""

    question: Question
    answer: Annotated[str, Field(max_length=MAX_ANSWER), AfterValidator(clean)] = ""


class FiltersIn(Request):
    """Limits on the articles the answer may draw on; both days are included."""

    published_from: Day | None = None
    published_to: Day | None = None
    source: Annotated[list[SourceName], Field(max_length=MAX_SOURCES)] = []
    article_ids: Annotated[list[ArticleId], Field(max_length=MAX_CHOSEN)] = []
    tags: Annotated[list[SourceName], Field(max_length=MAX_SOURCES)] = []

    @model_validator(mode="after")
    def _in_order(self) -> FiltersIn:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise ValueError("published_from is after published_to")
        return self

    def filters(self) -> Filters:
        return Filters(
            self.published_from, self.published_to, tuple(self.source), tuple(self.article_ids), tuple(self.tags)
        )


class SearchIn(Request):
    """What to look for."""

    question: Question
    filters: FiltersIn = FiltersIn()
    limit: PassageLimit = 5

    def query(self) -> Query:
        return Query(self.question, filters=self.filters.filters(), limit=self.limit)


class AnswerIn(Request):
    """A question; only `question` is required."""

    question: Question
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] = []
    filters: FiltersIn = FiltersIn()
    limit: Limit = 5
    generator: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")] | None = None
    question_date: Day | None = None

    def query(self) -> Query:
        return Query(
            self.question,
            history=tuple(Turn(turn.question, turn.answer) for turn in self.history),
            filters=self.filters.filters(),
            limit=self.limit,
            generator=self.generator,
            question_date=self.question_date,
        )


class ArticlesIn(BaseModel):
    """The query string of the list of articles; an empty value is the same as none."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    query: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""
    source: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""
    published_from: Annotated[DayOrEmpty, Field(alias="from")] = ""
    published_to: Annotated[DayOrEmpty, Field(alias="to")] = ""
    author: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""
    tag: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""
    cursor: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], data: dict[str, Any]) -> Model:
    """`data` as `model`, or a UsageError that names the first field at fault."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _usage_error(model, error) from None


def dumps(value: object, *, ascii_only: bool = False) -> str:
    return json.dumps(value, ensure_ascii=ascii_only, allow_nan=False, separators=(",", ":"))


def _usage_error(model: type[BaseModel], error: ValidationError) -> UsageError:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])[:200] or "filters"
    name = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "filters")
    kind, context = first["type"], first.get("ctx", {})
    if kind == "extra_forbidden":
        known = ", ".join(field.alias or key for key, field in model.model_fields.items())
        return UsageError(
            f"{where} is not a known field. Remove it; known are {known}.", code="unknown_field", field=where
        )
    if kind == "missing":
        return UsageError(f"{where} is missing. Add it.", code=f"{name}_missing", field=where)
    if kind in ("string_too_short", "too_short"):
        return UsageError(f"{where} is empty. Put something into it.", code=f"{name}_empty", field=where)
    if kind in ("string_too_long", "too_long"):
        message = f"{where} is longer than {context['max_length']}. Shorten it."
        return UsageError(message, code=f"{name}_too_long", field=where)
    said = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return UsageError(f"{where}: {said}. Correct it; /api/docs shows how.", code=f"{name}_invalid", field=where)
