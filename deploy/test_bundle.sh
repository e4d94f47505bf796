#!/usr/bin/env bash
# Installs the newest bundle of dist/ in an empty folder with the network off, indexes the samples and asks.
# Usage: test_bundle.sh PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."
bundle=$(ls -t dist/quoth-*.tar.gz | head -n 1)
python=$(command -v "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xzf "$bundle"

cat > "$work/journey.sh" <<'JOURNEY'
set -eu
if python3 -c 'import socket; socket.create_connection(("1.1.1.1", 443), 3)' 2>/dev/null; then
  echo "The network is on: this shows nothing." >&2
  exit 1
fi
./install.sh "$PWD/installed" > /dev/null
installed/bin/python -m pip check
installed/bin/quoth index samples/articles
installed/bin/quoth check-index
installed/bin/quoth ask --json "Why did Amazon pause police use of Rekognition?" > answer.json
installed/bin/quoth verify answer.json
installed/bin/quoth export articles -o articles.parquet
installed/bin/python - <<'PYTHON'
import json
answer = json.load(open("answer.json"))
assert answer["answered"] and answer["citations"], answer
print(answer["answer"])
PYTHON
JOURNEY

cd "$work"/quoth-*
env -i PATH="$PATH" HOME="$work" PYTHON="$python" QA_INDEX="$PWD/index" unshare --map-root-user --net sh "$work/journey.sh"
echo "The bundle installs and answers without a network."
