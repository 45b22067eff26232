#!/bin/sh
# Prints a Python that has what a client's script needs: python.sh NAME, for NAME.py with its requirements in NAME.txt.
# Made once, with the packages of the index that pip is configured for; kept in the cache.
set -eu

requirements=$(cd "$(dirname "$0")" && pwd)/$1.txt
folder="${XDG_CACHE_HOME:-$HOME/.cache}/gemstream/clients/$1-$(cksum <"$requirements" | cut -d ' ' -f 1)"
if [ ! -f "$folder/complete" ]; then
  command -v python3 >/dev/null || { echo "no python3" >&2; exit 1; }
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 -r "$requirements" >&2
  touch "$folder/complete"
fi
echo "$folder/bin/python"
