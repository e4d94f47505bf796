"""API keys, where the operator asks for them: only hashes are kept. `python -m web.keys NAME` makes one."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from werkzeug.datastructures import Authorization

from qa.errors import SettingError

KEY_BYTES = 32  # so random that one round of SHA-256 is enough: nothing can be guessed from the hash
_LINE = re.compile(r"([A-Za-z0-9._-]{1,64})[ \t]+([0-9a-f]{64})")


class Keys:
    """Who holds which key, by SHA-256. Programs send one as a bearer token, browsers as a password."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)

    @classmethod
    def read(cls, file: Path) -> Keys:
        """A file of lines `NAME HASH`; `#` begins a comment. One bad line stops the start: a typing error is no key."""
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise SettingError(f"QA_API_KEYS={str(file)!r} cannot be read. Name a file of keys.") from error
        hashes: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            if not (line := line.partition("#")[0].strip()):
                continue
            match = _LINE.fullmatch(line)
            if match is None or match[1] in hashes:
                raise SettingError(
                    f"Line {number} of {file} is not `NAME HASH` with a name of its own. Make one: make key NAME=…"
                )
            hashes[match[1]] = match[2]
        if not hashes:
            raise SettingError(f"{file} holds no key. Make one: make key NAME=…, or unset QA_API_KEYS.")
        return cls(hashes)

    def holder(self, sent: Authorization | None) -> str | None:
        """The name of who sent a key of ours. It takes the same time whichever key it is, or none."""
        key = _key_of(sent)
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        found = [name for name, known in self._hashes.items() if hmac.compare_digest(digest, known)]
        return found[0] if found else None


def new_key() -> tuple[str, str]:
    """A fresh key and its hash."""
    key = secrets.token_urlsafe(KEY_BYTES)
    return key, hashlib.sha256(key.encode()).hexdigest()


def _key_of(sent: Authorization | None) -> str:
    if sent is None:
        return ""
    if sent.type == "bearer":
        return sent.token or ""
    return sent.password or "" if sent.type == "basic" else ""


def main(arguments: list[str]) -> int:
    """Print a key for its holder and the line for the file."""
    key, digest = new_key()
    name = arguments[0] if arguments else ""
    if not _LINE.fullmatch(f"{name} {digest}"):
        sys.stderr.write("Whose key is it? Give a name of letters, digits, dots and dashes: make key NAME=ada\n")
        return 2
    sys.stderr.write(f"The key of {name}, shown once: {key}\nThe line for the file that QA_API_KEYS names:\n")
    sys.stdout.write(f"{name} {digest}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
