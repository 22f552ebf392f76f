#!/usr/bin/env bash
# Install the tools that look at a built site from outside: the Nu HTML Checker, and what judges our style sheet and
# script for old phones. Pinned and hashed in package-lock.json. Exit status: 0 done, 2 something is missing.
set -euo pipefail
cd "$(dirname "$0")"

../system-packages.sh checks
echo "gongshi: installing the tools that check a built site"
npm ci --no-audit --no-fund --loglevel=error
