"""What can go wrong, as one small tree. Every message ends with what to do next.

QAError
├── UsageError          the caller gave something unusable            exit 2, HTTP 422
│   └── SettingError    a QA_ variable is unknown or unparsable       exit 2
├── NotFound            no article has this id                        exit 1, HTTP 404
├── ArticleError        one input cannot become an article            a line of the build report
├── BuildError          nothing was published; the old index stands   exit 1
│   └── BuildRunning    another build holds the lock                  exit 1
├── IndexFault         an index cannot be served                     exit 1, HTTP 503
│   ├── IndexMissing    there is none at this path
│   ├── IndexDamaged    a file is not what the manifest says
│   └── ModelMismatch   it was built with another model
└── Busy                the queue is full or the service is stopping  HTTP 503, Retry-After
"""

from __future__ import annotations

import errno
import re


class QAError(Exception):
    """Base of all errors of this project; `str(error)` is a sentence for a person."""


class UsageError(QAError):
    """The caller gave something unusable. `field` names it, `code` is stable for programs."""

    def __init__(self, message: str, *, code: str = "invalid_request", field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class SettingError(UsageError):
    """A QA_ variable is unknown or cannot be parsed."""


class NotFound(QAError):
    """No article of the index has this id."""


class ArticleError(QAError):
    """One input cannot become an article. `reason` is the stable code of the build report."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class BuildError(QAError):
    """Nothing was published; the index that was live still is."""


class BuildRunning(BuildError):
    """Another build holds the lock of this index."""


class IndexFault(QAError):
    """An index cannot be served."""


class IndexMissing(IndexFault):
    """There is no index at this path."""


class IndexDamaged(IndexFault):
    """A file of the index is not what its manifest says."""


class ModelMismatch(IndexFault):
    """The index was built with another model than the one configured."""


class Busy(QAError):
    """The service cannot take the request now; `retry_after` is in seconds."""

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def install(extra: str) -> str:
    """How to install what an optional part needs: from our own source, since the package is not published."""
    return f"In the folder of the source, run: pip install '.[{extra}]'."


_SHORT = re.compile(
    r"allocate memory|failed to map segment|bad_alloc|can't start new thread|out of memory|return without exception set",
    re.IGNORECASE,
)


def short_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, in whatever words a library says so, or what it was doing when it did."""
    while error is not None:
        short = isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM
        if short or type(error).__name__ == "BrokenProcessPool" or _SHORT.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
