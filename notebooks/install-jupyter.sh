#!/usr/bin/env bash
# Installs what notebooks/test-jupyter.sh needs, as packages of Debian or Ubuntu; does nothing where it is there already.
# With --browser also what notebooks/test_browser.py needs. Needs root, and fails where there is no apt-get.
set -euo pipefail

packages=(jupyter-client jupyter-core jupyter-nbconvert python3-nbclient python3-nbformat fontconfig fonts-dejavu-core)
if [[ ${1:-} == --browser ]]; then
  packages+=(jupyter-notebook chromium python3-websocket)
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  exit 0
fi
if ! command -v apt-get >/dev/null || ((EUID != 0)); then
  echo "install-jupyter.sh: needs apt-get and root to install ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# A machine without a network shall be told so soon, not after apt's many tries.
apt=(timeout 600 apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20)
if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } >/dev/null; then
  echo "install-jupyter.sh: apt-get could not install ${missing[*]}" >&2
  exit 1
fi
