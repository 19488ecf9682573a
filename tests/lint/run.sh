#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that can be checked without running a scenario, then the clang build, the sanitizers and the fuzzer.
set -eu
cd "$(dirname "$0")/../.."

echo "lint: format"
git ls-files '*.c' '*.h' | xargs clang-format-14 --dry-run --Werror

echo "lint: layers, prefixes, lengths, words"
/usr/bin/python3 tests/lint/layers.py
/usr/bin/python3 tests/lint/lengths.py
tests/lint/words.sh

echo "lint: build with clang, warnings are errors"
cmake --preset clang > /dev/null
cmake --build --preset clang
tests/lint/prefixes.sh build/clang

echo "lint: cppcheck"
cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr -I include \
    --suppress=missingIncludeSystem sim analysis cli

echo "lint: generated documents are up to date"
build/clang/wayout schema --markdown | diff -u docs/scenario.md -

echo "lint: address and undefined-behaviour sanitizers"
make --no-print-directory sanitize

echo "lint: fuzz the scenario reader"
tests/fuzz/run.sh "${WAYOUT_FUZZ_SECONDS:-60}"
echo "lint: clean"
