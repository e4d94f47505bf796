"""Measure reading on labelled pages, dumps or pairs: `python -m evals.reading DATA…`, exit 1 below a floor.

A folder with `html/` and `gold.jsonl.gz` is pages; `pages.jsonl.gz` with labelled lines is dumps; `docs.jsonl.gz` with
`pairs.jsonl.gz` is near-duplicates. On the pages and dumps that the forests were trained on, text scores are too high:
pages unseen in training score about .02 (pages) and .017 (dumps) lower.
"""

from __future__ import annotations

import gzip
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from evals import jsonl
from qa.articles.formats.decoding import decode
from qa.articles.formats.page import read_page
from qa.building.duplicates import cluster
from qa.cleaning.dump.dump_text import mark_main
from qa.errors import ArticleError
from qa.types import Article

SHINGLE = 4
FLOORS = {
    "pages f1": 0.945, "pages title": 0.91, "pages author": 0.90, "pages date": 0.88, "dumps lines f1": 0.95,
    "pairs precision": 0.995, "pairs recall": 0.97,
}  # fmt: skip
TARGETS = {
    "pages date": 0.97,
}  # beyond the floor; of the dates 6 in 100 stand nowhere in their page, and 5 are of an update of what was published before
_JOINED = re.compile(r"\s(?:and|&)\s")
_TOKEN = re.compile(r"\w+")
Measures = dict[str, float]


def measure_pages(folder: Path) -> Measures:
    """Text by shingles, averaged over pages; fields against the gold that has them."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    precision = recall = seconds = 0.0
    golds = list(jsonl.rows(folder / "gold.jsonl.gz"))
    for gold in golds:
        data = gzip.decompress((folder / gold["html_file"]).read_bytes())
        started = time.process_time()
        try:
            draft = read_page(decode(data, markup=True))
        except ArticleError:
            draft = None
        seconds += time.process_time() - started
        hit, found, wanted = _overlap(draft.text if draft else "", gold["text"])
        precision += hit / found if found else float(not wanted)
        recall += hit / wanted if wanted else 1.0
        for field, same in (("title", same_title), ("author", same_words), ("published_at", same_day)):
            if gold[field]:
                asked[field] += 1
                right[field] += draft is not None and same(str(getattr(draft, field) or ""), str(gold[field]))
    precision, recall = precision / len(golds), recall / len(golds)
    fields = {f"pages {name}": right[field] / asked[field]
              for name, field in (("title", "title"), ("author", "author"), ("date", "published_at"))}  # fmt: skip
    return {
        "pages f1": 2 * precision * recall / (precision + recall),
        "pages precision": precision,
        "pages recall": recall,
        **fields,
        "pages a second of one core": len(golds) / seconds,
    }


def measure_dumps(path: Path) -> Measures:
    """Main lines, weighted by characters."""
    kept = missed = extra = 0
    for page in jsonl.rows(path):
        main = mark_main([line["text"] for line in page["lines"]])
        for line, guess in zip(page["lines"], main, strict=True):
            size = len(line["text"])
            kept += size * bool(guess and line["main"])
            extra += size * bool(guess and not line["main"])
            missed += size * bool(not guess and line["main"])
    return {"dumps lines f1": 2 * kept / (2 * kept + extra + missed)}


def measure_pairs(folder: Path) -> Measures:
    """`duplicate` against `different_article`, the two articles of a pair read with all the others."""
    documents = jsonl.rows(folder / "docs.jsonl.gz")
    articles = [Article(d["id"], d["title"] or "", d["text"], url=d["url"]) for d in documents]
    started = time.perf_counter()
    copies = cluster(articles)
    seconds = time.perf_counter() - started
    counts: Counter[tuple[str, bool]] = Counter()
    for pair in jsonl.rows(folder / "pairs.jsonl.gz"):
        same = copies.get(pair["a"], pair["a"]) == copies.get(pair["b"], pair["b"])
        counts[pair["label"], same] += 1
    hits = counts["duplicate", True]
    return {
        "pairs precision": hits / max(1, hits + counts["different_article", True]),
        "pairs recall": hits / max(1, hits + counts["duplicate", False]),
        "pairs articles a second": len(articles) / seconds,
    }


def same_title(found: str, gold: str) -> bool:
    """Equal up to punctuation, case and a site's name at the end of either."""
    a, b = _words(found), _words(gold)
    if a == b:
        return True
    whole, short = (found, b) if len(a) > len(b) else (gold, a)
    return any(_words(head) == short for head in _heads(whole))


def same_words(found: str, gold: str) -> bool:
    """The same words up to punctuation and case; a list of names may be joined by "and" or commas."""
    return _words(_JOINED.sub(" ", found)) == _words(_JOINED.sub(" ", gold))


def same_day(found: str, gold: str) -> bool:
    """The same day, or month or year where the gold gives no more."""
    return found[: min(10, len(gold))] == gold[:10]


def _heads(title: str) -> list[str]:
    return [title[: cut.start()] for cut in re.finditer(r"\s[|–—•·-]\s|\s?\|", title)]


def _words(text: str) -> str:
    return " ".join(_TOKEN.findall(text.lower()))


def _overlap(found: str, gold: str) -> tuple[int, int, int]:
    a, b = _shingles(found), _shingles(gold)
    return sum((a & b).values()), sum(a.values()), sum(b.values())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1)))


def _measures_of(path: Path) -> Callable[[], Measures]:
    if (path / "docs.jsonl.gz").exists():
        return lambda: measure_pairs(path)
    if (path / "gold.jsonl.gz").exists():
        return lambda: measure_pages(path)
    dumps = path / "pages.jsonl.gz" if path.is_dir() else path
    return lambda: measure_dumps(dumps)


def main(paths: list[str]) -> int:
    """Print every measure with its floor; 1 when one is below."""
    failed = 0
    for path in paths:
        for name, value in _measures_of(Path(path))().items():
            floor = FLOORS.get(name)
            failed += floor is not None and value < floor
            said = "" if floor is None else f"   floor {floor:.3f}{'' if value >= floor else '   BELOW'}"
            said += f"   target {TARGETS[name]:.3f}" if value < TARGETS.get(name, 0) else ""
            print(f"{name:30} {value:9.4f}{said}")
    return min(failed, 1)


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("No data was named. Give the folders or files to measure on.")
    sys.exit(main(sys.argv[1:]))
