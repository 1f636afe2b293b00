#!/bin/sh
# Sees to a Chromium for the browser tests: one that is installed, else Debian's package where
# apt-get can be used without a question, else Playwright's own download. Where it can, it installs
# the programs that a few tests read files back with; without them those tests are skipped.
# Usage: chromium.sh PYTHON
set -eu
python=$1

works() {
  [ -x /usr/bin/chromium ] && /usr/bin/chromium --version >/dev/null 2>&1
}

readers() {
  command -v pdffonts >/dev/null && command -v ogrinfo >/dev/null
}

works && readers && exit 0

as_root=none
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
fi

if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq || true
  readers || {
    echo "Installing poppler-utils and gdal-bin with apt-get ..."
    $as_root apt-get install -y -qq --no-install-recommends poppler-utils gdal-bin >/dev/null ||
      echo "Without them a few tests are skipped."
  }
  works && exit 0
  echo "Installing Chromium with apt-get ..."
  if $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null && works; then
    exit 0
  fi
fi

works && exit 0

echo "Downloading Playwright's Chromium ..."
with_deps=""
if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
  with_deps="--with-deps"
fi
# shellcheck disable=SC2086
"$python" -m playwright install $with_deps chromium || {
  echo "No Chromium for the browser tests: install the package chromium, then run make test again." >&2
  exit 1
}
