#!/usr/bin/env bash
# Lighthouse (from its npm package, pinned in tools/lighthouse/) on home and a scorecard of a built site, with the
# Chromium of the machine; the site is served on this machine, compressed as servers do.
# usage: tools/lighthouse.sh [SITE]   (default build/laoshan/site). Exit status: 0 measured, 2 something is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

site="${1:-build/laoshan/site}"
stop() {
  echo "gongshi: $*" >&2
  exit 2
}
[ -f "$site/index.html" ] || stop "no built site in $site (make site)"
command -v node >/dev/null 2>&1 || stop "no node found; install Node.js (Debian: apt-get install nodejs npm)"
chromium="$(command -v chromium || command -v chromium-browser || command -v google-chrome)" || stop "no Chromium found"
[ -d tools/lighthouse/node_modules ] || (cd tools/lighthouse && npm ci --no-audit --no-fund --loglevel=error)
CHROME_PATH="$chromium" exec node tools/lighthouse/measure.mjs "$site"
