#!/usr/bin/env bash
# Makes dist/quoth-VERSION-PLATFORM.tar.gz: the wheels of a server, samples, units, the list of what is in it (sbom.json, by
# make sbom), and a script that installs them where there is no network. Usage: bundle.sh PYTHON TORCH
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 torch=$2

platform=$("$python" -c 'import sys, sysconfig; print("cp%d%d-%s" % (*sys.version_info[:2], sysconfig.get_platform()))')
version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
name=quoth-$version-$platform
folder=build/bundle/$name
rm -rf build/bundle
mkdir -p "$folder/wheels" dist

# The build of torch for the processor: from where pip is set up to look, else from PyTorch's own index.
"$python" -m pip download -q --no-deps -d "$folder/wheels" "$torch" 2>/dev/null ||
  "$python" -m pip download -q --no-deps -d "$folder/wheels" "$torch" --index-url https://download.pytorch.org/whl/cpu
"$python" -m pip wheel -q -w "$folder/wheels" --find-links "$folder/wheels" -c constraints.txt "$torch" '.[mcp,otel,parquet,writer]'

mkdir -p "$folder/samples"
cp -r samples/articles samples/README.md "$folder/samples/"
cp deploy/install.sh deploy/quoth.service LICENSE README.md sbom.json "$folder/"
chmod +x "$folder/install.sh"
echo "$platform" > "$folder/PYTHON"
(cd "$folder" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
tar -C build/bundle -czf "dist/$name.tar.gz" "$name"
echo "dist/$name.tar.gz: $(find "$folder/wheels" -name '*.whl' | wc -l) wheels, $(du -h "dist/$name.tar.gz" | cut -f1)"
