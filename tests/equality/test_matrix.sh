#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# test_matrix.sh PROGRAM SOURCE_DIR: one scenario with everything in it must give equal results for every step, number
# of threads, compiler and level of optimisation.
set -euo pipefail
program=$1
source_dir=$2
scenario=$source_dir/tests/equality/everything.yaml
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# Prints the dump hash of a run: hash_of PROGRAM OPTION...
hash_of() {
    local run=$1
    shift
    rm -f "$folder/run.h5"
    "$run" compare "$scenario" -n 8 --seed 3 -o "$folder/run.h5" --quiet "$@" >"$folder/stdout"
    /usr/bin/python3 "$source_dir/tests/equality/dump_hash.py" "$folder/run.h5"
}

# Compares a run with the reference: expect NAME PROGRAM OPTION...
expect() {
    local name=$1 hash
    shift
    hash=$(hash_of "$@")
    if [ "$hash" = "$reference" ]; then
        echo "equal    $name"
    else
        echo "DIFFERS  $name: $hash instead of $reference"
        failures=$((failures + 1))
    fi
}

# Builds the program into build/matrix-NAME, or brings it up to date: build NAME COMPILER FLAGS
build() {
    local name=$1 compiler=$2 flags=$3 where=$source_dir/build/matrix-$1
    mkdir -p "$where"
    (
        flock 9
        cmake -S "$source_dir" -B "$where" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release \
            -DCMAKE_C_FLAGS_RELEASE="$flags" -DBUILD_TESTING=OFF -DWAYOUT_BENCH=OFF &&
            cmake --build "$where" --target wayout --parallel 2
    ) 9>"$where.lock" >"$folder/build.log" 2>&1 || {
        cat "$folder/build.log"
        return 1
    }
    echo "built    $name: $compiler $flags"
}

reference=$(hash_of "$program" --threads 1)
echo "reference $reference"
if [ "$(hash_of "$program" --threads 1 --seed 4)" = "$reference" ]; then
    echo "DIFFERS  not: another seed gives the same file"
    failures=$((failures + 1))
fi

for threads in 1 2; do
    expect "limit, $threads threads" "$program" --threads $threads
    for dt in 8s 3200ms 1s; do
        expect "dt $dt, $threads threads" "$program" --threads $threads --dt $dt
    done
done

build gcc-O0 gcc -O0
build gcc-O3 gcc -O3
build clang-O3 clang-14 -O3
for name in gcc-O0 gcc-O3 clang-O3; do
    expect "$name, 2 threads" "$source_dir/build/matrix-$name/wayout" --threads 2
    expect "$name, dt 3200ms" "$source_dir/build/matrix-$name/wayout" --threads 1 --dt 3200ms
done

if [ "$failures" -ne 0 ]; then
    echo "$failures of the runs differ"
    exit 1
fi
