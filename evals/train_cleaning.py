"""Train the two forests of qa/cleaning: `python -m evals.train_cleaning PAGES_DIR DUMPS_FILE`."""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from evals import jsonl
from evals.forests import save
from qa.articles.formats.decoding import decode
from qa.cleaning.dump import dump_features
from qa.cleaning.metadata.page_metadata import read_metadata
from qa.cleaning.page import block_features
from qa.cleaning.page.content import describe
from qa.cleaning.tree import drop_unseen, parse_markup

SHINGLE = 4
OUT = Path(__file__).parent.parent / "qa" / "cleaning"
TOKEN = re.compile(r"\w+")
Rows = list[tuple[list[list[float]], list[bool], list[float]]]  # features, main or not, weight: a page each


def page_rows(folder: Path, known: frozenset[str] = frozenset()) -> tuple[Rows, Rows]:
    """Each page's blocks, and the same pages as dumps, a line a block, where they are not `known` as dumps.

    A block is main when over half of its shingles stand in the gold text.
    """
    pages: Rows = []
    dumps: Rows = []
    for gold in jsonl.rows(folder / "gold.jsonl.gz"):
        markup = decode(gzip.decompress((folder / gold["html_file"]).read_bytes()), markup=True)
        root = parse_markup(markup)
        title = read_metadata(root, url=gold["url"]).title
        drop_unseen(root)
        blocks, features = describe(root, title)
        shingles = Counter(_shingles(gold["text"]))
        lines = {block_features.block_key(line) for line in gold["text"].split("\n")}
        main = [_is_main(block.text, shingles, lines) for block in blocks]
        sizes = [min(200, len(TOKEN.findall(block.text)) + 1) for block in blocks]
        pages.append((features, main, [size / sum(sizes) ** 0.5 for size in sizes]))
        if gold["id"] not in known:
            dumps.append(_dump([block.text for block in blocks], main))
    return pages, dumps


def dump_rows(path: Path) -> Rows:
    """Each dump's lines, weighted by characters."""
    return [
        _dump([line["text"] for line in page["lines"]], [bool(line["main"]) for line in page["lines"]])
        for page in jsonl.rows(path)
    ]


def _dump(lines: list[str], main: list[bool]) -> tuple[list[list[float]], list[bool], list[float]]:
    sizes = [min(300, len(line)) + 5 for line in lines]
    return dump_features.dump_features(lines), main, [size / sum(sizes) ** 0.5 for size in sizes]


def fit(rows: Rows, trees: int = 120) -> HistGradientBoostingClassifier:
    """A forest trained on `rows`."""
    model = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=40, l2_regularization=5,
        max_features=0.3, random_state=0, early_stopping=False,
    )  # fmt: skip
    features = np.concatenate([np.array(page[0]) for page in rows])
    main = np.concatenate([np.array(page[1]) for page in rows])
    return model.fit(features, main, sample_weight=np.concatenate([np.array(page[2]) for page in rows]))


def _shingles(text: str) -> list[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return [tuple(tokens[i : i + SHINGLE]) for i in range(len(tokens) - SHINGLE + 1)]


def _is_main(text: str, gold: Counter[tuple[str, ...]], lines: set[str]) -> bool:
    shingles = _shingles(text)
    if shingles:
        return sum(shingle in gold for shingle in shingles) > len(shingles) / 2
    return block_features.block_key(text) in lines and bool(block_features.block_key(text))


def main(pages_dir: Path, dumps_file: Path) -> None:
    """Train both forests and write them where the package reads them."""
    pages, dumps = page_rows(pages_dir, frozenset(page["id"] for page in jsonl.rows(dumps_file)))
    save(fit(pages), block_features.NAMES, OUT / "blocks.json", "evals.train_cleaning")
    save(fit(dumps + dump_rows(dumps_file), trees=150), dump_features.NAMES, OUT / "lines.json", "evals.train_cleaning")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Name the folder of labelled pages and the file of labelled dumps.")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
