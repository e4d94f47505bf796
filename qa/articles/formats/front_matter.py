"""The block above a Markdown text in which programs keep its title, author and date, as YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import yaml

from qa.articles.formats.record_fields import key_of

_BLOCKS = (
    (re.compile(r"\A---[ \t]*\n(.{1,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL), "yaml"),
    (re.compile(r"\A\+\+\+[ \t]*\n(.{1,20000}?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL), "toml"),
    (re.compile(r"\A;;;[ \t]*\n(.{1,20000}?)\n;;;[ \t]*(?:\n|\Z)", re.DOTALL), "json"),
)
_LINE = re.compile(r"^([A-Za-z][\w -]{0,40}):[ \t]*(.+)$", re.MULTILINE)
_WIKI = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields above a text, under names as `record_fields` compares them, and the text below; none: both as they are."""
    for block, language in _BLOCKS:
        found = block.match(text)
        if found and (fields := _fields(found[1], language)):
            plain = {key_of(str(name)): _plain(value) for name, value in fields.items()}
            params = plain.pop("params", None)  # where newer sites of Hugo keep their own
            return {**(params if isinstance(params, dict) else {}), **plain}, text[found.end() :]
    return {}, text


def _fields(block: str, language: str) -> dict[str, Any]:
    try:
        if language == "toml":
            return tomllib.loads(block)
        value = json.loads(block) if language == "json" else yaml.safe_load(block)
        if isinstance(value, dict):
            return value
    except (ValueError, yaml.YAMLError, RecursionError):
        pass
    lines = {
        name: value.strip(" \"'") for name, value in _LINE.findall(block)
    }  # YAML with a colon too many, as people write it
    return lines if len(lines) * 2 >= len([line for line in block.split("\n") if line.strip()]) else {}


def _plain(value: object, depth: int = 0) -> object:
    """A value with dates as text and links of notes as their words."""
    if isinstance(value, str):
        return _WIKI.sub(r"\1", value).strip()
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value[:50]] if depth < 4 else []
    if isinstance(value, dict):
        return {str(name): _plain(inner, depth + 1) for name, inner in list(value.items())[:50]} if depth < 4 else {}
    return str(value)
