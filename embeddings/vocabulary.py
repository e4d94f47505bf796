"""The words that the packaged model knows whole: the commonest 23,000 of English, with the commonest names."""

from __future__ import annotations

from functools import cache

from embeddings.embedder import packaged_path


def is_common(word: str) -> bool:
    """Whether a lower-case word is one that the model does not have to put together from pieces."""
    return word in _whole_words()


@cache
def _whole_words() -> frozenset[str]:
    lines = (packaged_path() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha())
