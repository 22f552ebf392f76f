#!/usr/bin/env bash
# System packages: `venv` (Python's environment module), `tests` (a browser and a CJK font for the site tests,
# ssh-keygen for signatures), `full` (those, and R, which reads a release in one test), `checks` (Java and Node.js
# for the tools that check a built site) or `spark` (Java).
# As root on a Debian system they are installed; otherwise one line says what to install. Exit status: 0 there, 2 not.
set -euo pipefail

has_font() {
  command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null)" ]
}

has_browser() {
  command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}

missing=()
case "${1:-}" in
  venv) missing=(python3-venv) ;;
  tests|full)
    has_browser || missing+=(chromium)
    has_font || missing+=(fontconfig fonts-noto-cjk)
    command -v ssh-keygen >/dev/null 2>&1 || missing+=(openssh-client)
    [ "$1" = tests ] || command -v Rscript >/dev/null 2>&1 || missing+=(r-base-core)
    ;;
  checks)
    command -v java >/dev/null 2>&1 || missing+=(default-jre-headless)
    command -v npm >/dev/null 2>&1 || missing+=(nodejs npm)
    ;;
  spark) command -v java >/dev/null 2>&1 || missing+=(default-jre-headless) ;;
  *)
    echo "usage: tools/system-packages.sh venv|tests|full|checks|spark" >&2
    exit 2
    ;;
esac
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "gongshi: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  log="$(mktemp)"
  if { apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    rm -f "$log"
    exit 0
  fi
  tail -n 5 "$log" >&2
  rm -f "$log"
fi
echo "gongshi: missing system packages; install them first: sudo apt-get install ${missing[*]}" >&2
exit 2
