#!/bin/sh
# Installs Quoth from the wheels beside this script, without a network: ./install.sh [FOLDER], default /opt/quoth.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/quoth}
python=${PYTHON:-python3}
wanted=$(cat "$here/PYTHON")

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

has=$("$python" -c 'import sys, sysconfig; print("cp%d%d-%s" % (*sys.version_info[:2], sysconfig.get_platform()))') ||
  fail "There is no $python. Install Python, or name one: PYTHON=/path/to/python ./install.sh"
[ "$has" = "$wanted" ] || fail "These wheels are for $wanted, $python is $has. Name another: PYTHON=/path/to/python ./install.sh"
(cd "$here" && sha256sum --check --quiet SHA256SUMS) || fail "The bundle is damaged. Copy it here again."

"$python" -m venv "$target"
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -m pip --isolated --disable-pip-version-check install --quiet --no-index \
  --find-links "$here/wheels" "quoth[mcp,otel,parquet,writer]"

echo "Installed in $target. Next:"
echo "  $target/bin/quoth index $here/samples/articles   # or a folder of yours; QA_INDEX says where the index goes"
echo "  $target/bin/python -m web.serve"
