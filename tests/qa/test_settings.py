"""Settings come from QA_ variables; what is unknown or unparsable stops the start and is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import SettingError
from qa.settings import Settings


def test_every_setting_has_a_default() -> None:
    assert Settings.from_env({}) == Settings() == Settings.from_env({"PATH": "/bin", "QAINDEX": "x"})


def test_every_kind_is_parsed() -> None:
    found = Settings.from_env(
        {
            "QA_INDEX": " my/index ",
            "QA_PORT": "9000",
            "QA_ALLOW_SHRINK": "Yes",
            "QA_TRUSTED_HOSTS": "a, b,,",
            "QA_HOST": "::",
        }
    )
    assert (found.index, found.port, found.allow_shrink) == (Path("my/index"), 9000, True)
    assert (found.trusted_hosts, found.host) == (("a", "b"), "::")


@pytest.mark.parametrize("value", ["0", "no", "OFF", "false", ""])
def test_no_is_said_in_several_ways(value: str) -> None:
    assert Settings.from_env({"QA_ALLOW_SHRINK": value}).allow_shrink is False


@pytest.mark.parametrize(
    ("key", "value"),
    [("QA_PROT", "8000"), ("QA_", "x"), ("QA_port", "1"), ("QA_PORT", "http"), ("QA_PORT", ""), ("QA_PORT", "80.5"),
     ("QA_ALLOW_SHRINK", "maybe"), ("QA_INDEX", " ")],
)  # fmt: skip
def test_anything_else_is_named_with_what_to_do(key: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_env({key: value})
    said = str(refused.value)
    assert key in said and said.endswith(".") and ("et it to" in said or "Unset" in said)
