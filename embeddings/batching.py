"""One thread owns tokenizer and model; questions that arrive while it computes become its next batch."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from embeddings.embedder import Embedder, Vectors

T = TypeVar("T")
HUNG_S = 120.0  # a batch that takes longer never ends: nothing more is given to the thread


class QueueFull(Exception):
    """Too many questions wait; the caller should be told to come back."""


class ModelStopped(Exception):
    """The thread of the model takes no more calls: it was closed, or hangs. Open a new one."""


@dataclass(slots=True)
class _Job:
    """A question to embed, or a call that needs the model to itself."""

    question: str = ""
    call: Callable[[Embedder], Any] | None = None
    result: Future[Any] = field(default_factory=Future)


class EmbeddingThread:
    """Embeds questions from any number of threads. No time is spent waiting for a batch to fill.

    A result of the wrong size, or an error, is the error of the callers in that batch alone. Once the thread has ended, by
    `close` or since the model cannot be loaded, every call fails at once.
    """

    def __init__(self, load: Callable[[], Embedder], *, waiting: int = 256, batch: int = 16) -> None:
        self._load = load
        self._jobs: queue.Queue[_Job | None] = queue.Queue(maxsize=waiting)
        self._batch = batch
        self._ended: BaseException | None = None  # why no call is taken any more
        self._since: float | None = None  # when the batch that is being computed began
        self._thread = threading.Thread(target=self._run, name="embedding", daemon=True)
        self._thread.start()

    @property
    def works(self) -> bool:
        """Whether calls are taken: false once it was closed, could not load the model, or hangs."""
        return self._ended is None and self.busy_s < HUNG_S

    @property
    def waiting(self) -> int:
        return self._jobs.qsize()

    @property
    def busy_s(self) -> float:
        """Seconds that the batch in progress has taken; 0 when there is none."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    def embed(self, question: str, *, timeout: float = 15.0) -> Vectors:
        """The unit vector of a question, shape (d,). Raises QueueFull, ModelStopped, or TimeoutError after `timeout` s."""
        vector: Vectors = self._wait(_Job(question=question), timeout)
        return vector

    def call(self, work: Callable[[Embedder], T], *, timeout: float = 600.0) -> T:
        """The result of `work`, run by the thread that owns the model. Raises as `embed`, and what `work` raises."""
        result: T = self._wait(_Job(call=work), timeout)
        return result

    def close(self) -> None:
        """Take no more calls, finish those that wait, and end the thread."""
        self._ended = self._ended or ModelStopped("The model was closed. Open it again to ask.")
        with contextlib.suppress(queue.Full):  # it hangs: who waits is told by the time-out
            self._jobs.put(None, timeout=10)
        self._thread.join(timeout=10)

    def _wait(self, job: _Job, timeout: float) -> Any:
        if timeout <= 0:
            raise TimeoutError
        waiting = self._submit(job)
        try:
            return waiting.result(timeout)
        except TimeoutError:
            waiting.cancel()  # nobody will look at it: it need not be computed
            raise

    def _submit(self, job: _Job) -> Future[Any]:
        if self._ended is not None:
            raise self._ended
        if self.busy_s >= HUNG_S:
            raise ModelStopped(f"The model has not answered for {self.busy_s:.0f} seconds. Start the program again.")
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise QueueFull from None
        if not self._thread.is_alive():  # it ended while the job was put
            self._fail_waiting()
        return job.result

    def _run(self) -> None:
        try:
            self._serve(self._load())
        except BaseException as error:
            self._ended = error
        self._fail_waiting()

    def _serve(self, embedder: Embedder) -> None:
        """Compute batch after batch until `close`."""
        while (first := self._jobs.get()) is not None:
            self._since = time.monotonic()
            questions, calls, stop = self._gather(first)
            if questions:
                _settle(questions, lambda jobs=questions: embedder.encode([j.question for j in jobs]))  # type: ignore[misc]
            for job in calls:
                _settle([job], lambda job=job: [job.call(embedder)])  # type: ignore[misc]
            self._since = None
            if stop:
                return

    def _gather(self, first: _Job) -> tuple[list[_Job], list[_Job], bool]:
        jobs, stop = [first], False
        while len(jobs) < self._batch:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                stop = True
                break
            jobs.append(job)
        live = [j for j in jobs if j.result.set_running_or_notify_cancel()]
        return [j for j in live if j.call is None], [j for j in live if j.call is not None], stop

    def _fail_waiting(self) -> None:
        """The thread has ended: every caller that still waits learns why."""
        error = self._ended or ModelStopped("The model's thread has ended. Start the program again.")
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is not None and job.result.set_running_or_notify_cancel():
                    job.result.set_exception(error)


def _settle(jobs: list[_Job], compute: Callable[[], Any]) -> None:
    try:
        results = compute()
        if len(results) != len(jobs):
            raise RuntimeError(f"The model gave {len(results)} results for {len(jobs)} questions.")
    except BaseException as error:
        for job in jobs:
            job.result.set_exception(error)
    else:
        for job, result in zip(jobs, results, strict=True):
            job.result.set_result(result)
