"""One question at a time through a recording of the model: the same numbers without Python between its operations."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

Embed = Callable[["Mapping[str, torch.Tensor]"], "torch.Tensor"]
_LENGTHS = (1, 3, 12, 60, 400)  # words of the texts on which a recording must agree with the model to the last bit


def traced(model: Any, tokenize: Callable[[list[str]], dict[str, torch.Tensor]]) -> Embed:
    """What makes the embedding, shape (1, d), of one tokenized text: TorchScript, or the model itself where that differs."""
    import torch

    def plain(features: Mapping[str, torch.Tensor]) -> torch.Tensor:
        embedding: torch.Tensor = model.forward(dict(features))["sentence_embedding"]
        return embedding

    model.requires_grad_(False)  # weights that could still learn cannot be part of a recording
    sample = tokenize(["What did the council say on Monday?"])
    names = list(sample)

    def flat(*tensors: torch.Tensor) -> torch.Tensor:
        return plain(dict(zip(names, tensors, strict=True)))

    try:
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")  # of branches by length, whose harm would show below
            run = torch.jit.trace(flat, tuple(sample.values()), check_trace=False)  # type: ignore[no-untyped-call]

            def recorded(features: Mapping[str, torch.Tensor]) -> torch.Tensor:
                embedding: torch.Tensor = run(*(features[name] for name in names))
                return embedding

            for length in _LENGTHS:
                features = tokenize(["word " * length])
                if not torch.equal(recorded(features), plain(features)):
                    raise ValueError(f"other numbers at {length} words")
    except Exception as error:  # whatever a model of others does in Python alone
        log.info("the model runs without a recording", extra={"reason": str(error).split("\n")[0]})
        return plain
    return recorded
