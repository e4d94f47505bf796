"""What the model reads of a passage, the key of what it gives, and the bytes that are kept of it."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from qa.types import Article, Passage


def embedding_text(article: Article, start: int, end: int) -> str:
    """What the model reads for a passage: the article's title, then the passage."""
    return f"{article.title}\n{article.text[start:end]}"


def sentence_spans(article: Article, passage: Passage) -> list[tuple[int, int]]:
    """Where the passage's sentences lie in what the model reads."""
    shift = len(article.title) + 1 - passage.start
    return [(s.start + shift, s.end + shift) for s in passage.sentences]


def passage_key(article: Article, passage: Passage) -> bytes:
    """Equal keys mean equal vectors under one model: the text and where its sentences lie."""
    digest = hashlib.blake2b(embedding_text(article, passage.start, passage.end).encode(), digest_size=16)
    cuts = [s.end - passage.start for s in passage.sentences]
    digest.update(np.asarray(cuts, np.int32).tobytes())
    return digest.digest()


def article_key(article: Article) -> bytes:
    """Equal keys mean equal cuts: the title and the text."""
    return hashlib.blake2b(f"{article.title}\0{article.text}".encode(), digest_size=16).digest()


def quantized(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Unit vectors in a byte a number: times 127, rounded. Cosines change by less than 0.01."""
    return np.clip(np.rint(vectors * 127), -127, 127).astype(np.int8)
