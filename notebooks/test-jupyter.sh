#!/usr/bin/env bash
# Executes every notebook through Jupyter itself, and starts the kernel many times. Prints "N passed, N failed".
#
#   notebooks/test-jupyter.sh [STARTS]     how often the kernel is started, 5 unless given
#
# notebooks/install-jupyter.sh installs what it needs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kernels=$(mktemp -d)
trap 'rm -rf "$kernels"' EXIT
"$here/../udm" notebook --kernelspec "$kernels"
export JUPYTER_PATH=$kernels
/usr/bin/python3 "$here/test_jupyter.py" "${1:-5}" "$here"/*.ipynb
