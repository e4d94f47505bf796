#!/usr/bin/env bash
# Makes dist/quoth-VERSION-py3-none-any.whl of the commit that is checked out, the same to the byte wherever and whenever it is
# made with one setuptools, and prints its SHA-256. Usage: wheel.sh PYTHON [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 out=${2:-dist}

umask 022 # modes of files are part of a wheel
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
git archive HEAD | tar -x -C "$source" # what is committed, and nothing that an earlier build left in build/
mkdir -p "$out"
"$python" -m pip wheel -q --no-deps --no-build-isolation -w "$out" "$source"
sha256sum "$out"/quoth-*.whl
