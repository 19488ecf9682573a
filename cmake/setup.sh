#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing from Debian: `cmake/setup.sh run` for build and demo, `cmake/setup.sh test` for tests and lint too,
# `cmake/setup.sh peers` for the comparison with SUMO (up to 500 MB more).
set -eu

run_packages="gcc libc6-dev cmake ninja-build pkg-config libyaml-dev libhdf5-dev libgsl-dev librandom123-dev zlib1g-dev
  libjs-dygraphs gnuplot-nox fonts-dejavu-core help2man dpkg-dev"
test_packages="$run_packages libcmocka-dev hdf5-tools netcdf-bin python3 python3-h5py python3-xarray python3-h5netcdf
  python3-netcdf4 python3-yaml clang-14 clang-format-14 libclang-rt-14-dev libomp-14-dev cppcheck universal-ctags bash-completion man-db
  chromium chromium-driver valgrind"
peers_packages="$run_packages python3 sumo"

case "${1:-}" in
run) wanted=$run_packages ;;
test) wanted=$test_packages ;;
peers) wanted=$peers_packages ;;
*)
    echo "usage: cmake/setup.sh run|test|peers" >&2
    exit 2
    ;;
esac

missing=""
for package in $wanted; do
    state=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    case "$state" in
    ii*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
    command -v sudo >/dev/null || {
        echo "missing packages, and neither root nor sudo is at hand; install:$missing" >&2
        exit 1
    }
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >&2
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
