#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes the scenario reader: tests/fuzz/run.sh SECONDS [BUILD_DIR]. The corpus grows in BUILD_DIR/fuzz/corpus.
set -euo pipefail
seconds=${1:?usage: tests/fuzz/run.sh SECONDS [BUILD_DIR]}
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
build=${2:-$source_dir/build}/fuzz
compiler=${CC_FUZZ:-clang-14}
mkdir -p "$build/corpus" "$build/seeds"

"$compiler" -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -ffp-contract=off \
  -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -I"$source_dir/include" "$source_dir/tests/fuzz/fuzz_scenario.c" \
  "$source_dir"/sim/base/*.c "$source_dir"/sim/scenario/*.c $(pkg-config --cflags --libs yaml-0.1 gsl) -lm \
  -o "$build/fuzz_scenario"

for file in "$source_dir"/scenarios/*.yaml "$source_dir"/scenarios/bad/*.yaml; do
  cp "$file" "$build/seeds/$(basename "$(dirname "$file")")-$(basename "$file")"
done
cp "$source_dir"/scenarios/bad/*.csv "$build" # files that the seeds name
# Words of the format, so that mutations make sense more often.
grep -o '"[a-z_]\{3,\}"' "$source_dir"/sim/scenario/schema*.c "$source_dir"/sim/scenario/read_number.c |
  cut -d: -f2 | sort -u >"$build/words"

cd "$build"
exec ./fuzz_scenario -max_total_time="$seconds" -dict=words -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
  -print_final_stats=1 corpus seeds
