#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# test_matrix.sh PROGRAM SOURCE_DIR: one scenario with everything in it must give equal results, passages too, for every
# step, number of threads, compiler and level of optimisation.
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
    "$run" compare "$scenario" -n 4 --seed 3 --trips 1 -o "$folder/run.h5" --quiet "$@" >"$folder/stdout"
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

# Brings the program of a preset up to date; its folder is that of `cmake --preset`: build PRESET
build() {
    local where=$source_dir/build/$1
    mkdir -p "$where"
    (
        flock 9
        cd "$source_dir" && cmake --preset "$1" && cmake --build "$where" --target wayout --parallel 2
    ) 9>"$where.lock" >"$folder/build.log" 2>&1 || {
        cat "$folder/build.log"
        return 1
    }
}

# How PROGRAM was built, as its results tell
built_by() {
    "$1" compare "$scenario" -n 1 -o "$folder/how.h5" --quiet >"$folder/stdout"
    /usr/bin/python3 -c 'import h5py, sys
how = h5py.File(sys.argv[1])["provenance"].attrs
print(how["compiler"].decode(), how["flags"].decode())' "$folder/how.h5"
}

reference=$(hash_of "$program" --threads 1)
echo "reference $reference: $(built_by "$program")"
if [ "$(hash_of "$program" --threads 1 --seed 4)" = "$reference" ]; then
    echo "DIFFERS  not: another seed gives the same file"
    failures=$((failures + 1))
fi

# The longest step is 15 s; then a half, a fifth and the least that is sensible.
expect "limit, 2 threads" "$program" --threads 2
for threads in 1 2; do
    for dt in 7500ms 3s 1s; do
        expect "dt $dt, $threads threads" "$program" --threads $threads --dt $dt
    done
done

for preset in release debug clang; do
    other=$source_dir/build/$preset/wayout
    build $preset
    expect "$(built_by "$other"), 2 threads" "$other" --threads 2
    expect "$preset, dt 3s" "$other" --threads 1 --dt 3s
done

if [ "$failures" -ne 0 ]; then
    echo "$failures of the runs differ"
    exit 1
fi
