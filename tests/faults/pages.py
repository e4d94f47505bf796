"""Malformed pages from one seed: each ends as an article or a stated reason, and sound ones beside them are untouched."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable
from pathlib import Path

from qa.articles import read_articles
from qa.types import Article, Rejection
from tests.faults.result import Result

PLACES = ("Northport", "Karsk", "Velm", "Odde", "Lunden")
THINGS = ("bridge", "harbour", "library", "tram line", "school", "mill", "market hall", "lighthouse")
SOUND = 20


def sound_page(number: int) -> str:
    """A page that is in order, each of `SOUND` kinds another."""
    place, thing = PLACES[number % 5], THINGS[number % 8]
    paragraphs = [
        f"The council of {place} voted on day {number + n} to repair the {thing}. Engineers found {n + 3} cracks in it "
        f"last winter, and the work will take {n + 2} months. Mayor Lena Okafor said the town would pay for it."
        for n in range(3 + number % 4)
    ]
    tag = ("article", "main", "div", "section")[number % 4]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    menu = "".join(f'<li><a href="/{n}">Topic {n}</a></li>' for n in range(number % 7))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{place} repairs its {thing}</title>'
        f'<meta property="article:published_time" content="2021-03-{number % 28 + 1:02}"></head><body>'
        f"<nav><ul>{menu}</ul></nav><{tag}><h1>{place} repairs its {thing}</h1>{body}</{tag}>"
        f"<footer>All rights reserved.</footer></body></html>"
    )


def malformed(page: str, dice: random.Random) -> bytes:
    """`page` with one to three things wrong."""
    data = page.encode()
    for _ in range(dice.randrange(1, 4)):
        data = dice.choice(MUTATIONS)(data, dice)
    return data


def _flip(data: bytes, dice: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(dice.randrange(1, 200)):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data) + 1)]


def _put(*pieces: bytes) -> Callable[[bytes, random.Random], bytes]:
    """Puts one of `pieces` somewhere."""

    def put(data: bytes, dice: random.Random) -> bytes:
        at = dice.randrange(len(data) + 1)
        return data[:at] + dice.choice(pieces) + data[at:]

    return put


def _swap_tags(data: bytes, dice: random.Random) -> bytes:
    old, new = dice.sample([b"<p>", b"</p>", b"<div>", b"</article>", b"<main>", b"</h1>", b"<table>", b"<a>"], 2)
    return data.replace(old, new)


def _repeat_tail(data: bytes, dice: random.Random) -> bytes:
    return data + data[dice.randrange(len(data)) :] * dice.randrange(1, 30)


def _charset_lie(data: bytes, dice: random.Random) -> bytes:
    lie = dice.choice(["utf-16", "shift_jis", "koi8-r", "utf-7", "none-such", "rot13", "idna", "x" * 40])
    if dice.random() < 0.3:
        return data.decode("utf-8", "replace").encode(dice.choice(["utf-16", "utf-32", "cp1252"]), "replace")
    return data.replace(b"utf-8", lie.encode())


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip,
    _cut,
    _swap_tags,
    _repeat_tail,
    _charset_lie,
    _put(
        b"&#x110000;", b"&#xd800;", b"&#0;", b"&" + b"a" * 5000 + b";", b"&amp" * 5000, b"\x00" * 50, b"\xff\xfe" * 50
    ),
    _put(b"<script>", b"<style>", b"<!--", b"<![CDATA[", b"<textarea>", b"<plaintext>", b"<title>", b"<template>"),
    _put(b"<!--[if IE]>", b"<![endif]-->", b"<?xml version='9'?>", b"</html>", b"</body></body>", b"<frameset>"),
    _put(b"<table><tr><td>" * 300, b"<div>" * 3000, b"<b><i>" * 1000, b"<a>" * 500, b"<svg><math>" * 100),
    _put(b"<p " + b" ".join(b"a%d=1" % n for n in range(5000)) + b">", b'<p style="' + b"a:b;" * 9000 + b'">'),
    _put(b'<script type="application/ld+json">{"@type":' + b"[" * 9000, b"<p>" + b"x" * 200_000, b"\xcc\xb3" * 9000),
)


def malformed_pages(folder: Path, dice: random.Random, number: int) -> Result:
    """`number` malformed pages and the sound ones between them, read by two processes."""
    (folder / "alone").mkdir()
    (folder / "mixed").mkdir()
    for n in range(SOUND):
        (folder / "alone" / f"{n:04}-sound.html").write_text(sound_page(n))
        (folder / "mixed" / f"{n:04}-sound.html").write_text(sound_page(n))
    for n in range(number):
        (folder / "mixed" / f"{n % SOUND:04}-{n:05}.html").write_bytes(malformed(sound_page(n % SOUND), dice))
    alone = _by_name(folder / "alone")
    found = _by_name(folder / "mixed")
    told = {name: item for name, item in found.items() if not name.endswith("sound.html")}
    sound = [found.get(name) == item and isinstance(item, str) for name, item in alone.items()]
    rejected = sum(isinstance(item, Rejection) for item in told.values())
    clean = len(sound) == SOUND and all(sound) and not multiprocessing.active_children()
    return Result(len(told) if clean else 0, number, f"{len(told) - rejected} articles, {rejected} stated reasons")


def _by_name(folder: Path) -> dict[str, str | Rejection]:
    """The text of each file's article, or its rejection; each file must be told of once."""
    found: dict[str, str | Rejection] = {}
    for item in read_articles([folder], workers=2):
        name = Path(item.origin).name
        assert name not in found, f"{name} is told of twice"
        found[name] = item.text if isinstance(item, Article) else item
    return found
