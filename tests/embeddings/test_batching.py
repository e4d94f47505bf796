"""One thread owns the model: the same vectors for 32 callers as for one, a bounded queue, errors to every caller."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest

from embeddings import batching
from embeddings.batching import EmbeddingThread, ModelStopped, QueueFull
from embeddings.embedder import Embedder, HashEmbedder, SentenceTransformerEmbedder, Vectors

QUESTIONS = [f"question {n} about {'long words ' * (n % 40)}" for n in range(400)]


class Held(HashEmbedder):
    """Waits at its first batch until it is let go; remembers threads and sizes of batches."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self.threads: set[int] = set()
        self.batches: list[int] = []

    def encode(self, questions: Sequence[str]) -> Vectors:
        self.begun.set()
        assert self.go.wait(10)
        self.threads.add(threading.get_ident())
        self.batches.append(len(questions))
        return super().encode(questions)


@pytest.fixture
def held() -> Iterator[Held]:
    found = Held()
    yield found
    found.go.set()


def refuse() -> HashEmbedder:
    raise OSError("the model is not there")


def in_parallel(embed: Callable[[str], Vectors], questions: Sequence[str]) -> list[Vectors]:
    with ThreadPoolExecutor(32) as pool:
        return list(pool.map(embed, questions))


@pytest.mark.slow
def test_32_threads_get_the_vectors_of_one(held: Held) -> None:
    held.go.set()
    with closing(EmbeddingThread(lambda: held, waiting=1000)) as thread:
        found = in_parallel(thread.embed, QUESTIONS)
    np.testing.assert_array_equal(np.stack(found), HashEmbedder().encode(QUESTIONS))
    assert len(held.threads) == 1 and threading.get_ident() not in held.threads


@pytest.mark.model
def test_32_threads_get_the_vectors_of_one_from_the_real_model(real: SentenceTransformerEmbedder) -> None:
    with closing(EmbeddingThread(lambda: real, waiting=1000)) as thread:
        serial = [thread.embed(q, timeout=60) for q in QUESTIONS[:96]]
        found = in_parallel(lambda q: thread.embed(q, timeout=60), QUESTIONS[:96])
    np.testing.assert_allclose(np.stack(found), np.stack(serial), atol=1e-5)


def test_what_arrives_during_a_batch_is_the_next_batch(held: Held) -> None:
    with closing(EmbeddingThread(lambda: held, batch=16)) as thread, ThreadPoolExecutor(11) as pool:
        first = pool.submit(thread.embed, "first")
        assert held.begun.wait(5)
        others = [pool.submit(thread.embed, q) for q in QUESTIONS[:10]]
        wait_for(lambda: thread.waiting == 10)
        held.go.set()
        assert first.result(5).shape == (64,) and all(o.result(5).shape == (64,) for o in others)
    assert held.batches == [1, 10]


def test_a_full_queue_says_so_at_once(held: Held) -> None:
    with closing(EmbeddingThread(lambda: held, waiting=2)) as thread, ThreadPoolExecutor(3) as pool:
        begun = pool.submit(thread.embed, "begun")
        assert held.begun.wait(5)
        waiting = [pool.submit(thread.embed, q) for q in ("second", "third")]
        wait_for(lambda: thread.waiting == 2)
        with pytest.raises(QueueFull):
            thread.embed("one too many")
        held.go.set()
        assert all(w.result(5) is not None for w in (begun, *waiting))


def test_who_waits_too_long_is_told(held: Held) -> None:
    with closing(EmbeddingThread(lambda: held)) as thread:
        with pytest.raises(TimeoutError):
            thread.embed("slow", timeout=0.05)
        assert thread.busy_s > 0
        with pytest.raises(TimeoutError):
            thread.embed("given up while it waited", timeout=0.05)
        called: list[bool] = []
        with pytest.raises(TimeoutError):
            thread.call(lambda _: called.append(True), timeout=0.05)
        held.go.set()
        assert thread.embed("still alive").shape == (64,)
        wait_for(lambda: thread.busy_s == 0)
        assert thread.busy_s == 0 and held.batches == [1, 1], "what nobody waits for is not computed"
        assert not called


def test_a_model_that_cannot_be_loaded_is_every_caller_s_error() -> None:
    with closing(EmbeddingThread(refuse)) as thread, ThreadPoolExecutor(8) as pool:
        for asked in [pool.submit(thread.embed, q) for q in QUESTIONS[:8]]:
            with pytest.raises(OSError, match="is not there"):
                asked.result(5)


def test_a_call_has_the_model_to_itself_and_its_error_is_its_own(held: Held) -> None:
    held.go.set()
    with closing(EmbeddingThread(lambda: held)) as thread:
        assert thread.call(lambda embedder: embedder.dimension) == 64
        with pytest.raises(ZeroDivisionError):
            thread.call(lambda _: 1 // 0)
        assert thread.embed("still alive").shape == (64,)


class Short(HashEmbedder):
    """Gives one vector too few for two questions and more."""

    def encode(self, questions: Sequence[str]) -> Vectors:
        return super().encode(questions)[: 1 if len(questions) > 1 else None]


def test_too_few_results_are_an_error_of_that_batch_alone(held: Held) -> None:
    short = Short()
    with closing(EmbeddingThread(lambda: short)) as thread, ThreadPoolExecutor(3) as pool:
        holding, go = threading.Event(), threading.Event()

        def hold(_: Embedder) -> bool:
            holding.set()
            return go.wait(10)

        first = pool.submit(thread.call, hold)
        assert holding.wait(10)
        both = [pool.submit(thread.embed, q) for q in ("one", "two")]
        wait_for(lambda: thread.waiting == 2)
        go.set()
        assert first.result(10)
        for asked in both:
            with pytest.raises(RuntimeError, match="1 results for 2"):
                asked.result(5)
        assert thread.embed("still alive").shape == (64,) and thread.works


def test_a_call_after_the_end_fails_at_once(held: Held) -> None:
    held.go.set()
    thread = EmbeddingThread(lambda: held)
    thread.close()
    started = time.monotonic()
    with pytest.raises(ModelStopped):
        thread.embed("too late")
    with pytest.raises(ModelStopped):
        thread.call(lambda _: 1)
    thread.close()
    assert time.monotonic() - started < 5 and not thread.works


def test_a_thread_that_hangs_takes_no_more_calls(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(EmbeddingThread(lambda: held)) as thread, ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(thread.embed, "first")
        assert held.begun.wait(5)
        monkeypatch.setattr(batching, "HUNG_S", 0.0)
        assert not thread.works
        with pytest.raises(ModelStopped, match="Start the program again"):
            thread.embed("second")
        held.go.set()
        assert hanging.result(5).shape == (64,)


def wait_for(condition: Callable[[], bool]) -> None:
    end = threading.Event()
    for _ in range(500):
        if condition():
            return
        end.wait(0.01)
    raise AssertionError("it never came")
