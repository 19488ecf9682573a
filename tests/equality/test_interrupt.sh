#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# test_interrupt.sh PROGRAM SOURCE_DIR: an interrupted comparison leaves the same file as one that was asked for as many
# replications as it had finished.
set -euo pipefail
program=$1
source_dir=$2
hash=$source_dir/tests/equality/dump_hash.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# interrupted SCENARIO OPTION...
interrupted() {
    local scenario=$source_dir/$1 pid n status=0
    shift
    "$program" compare "$scenario" -n 1000000 "$@" --threads 2 -o "$folder/stopped.h5" --quiet >"$folder/stdout" &
    pid=$!
    sleep 3
    kill -INT $pid
    wait $pid || status=$?
    if [ "$status" -ne 3 ]; then
        echo "exit status $status instead of 3"
        exit 1
    fi
    n=$(/usr/bin/python3 -c 'import h5py, sys; print(len(h5py.File(sys.argv[1])["replication"]))' "$folder/stopped.h5")
    echo "$scenario: stopped after $n replications"
    "$program" compare "$scenario" -n "$n" "$@" --threads 1 -o "$folder/asked.h5" --quiet >"$folder/stdout"
    if [ "$(/usr/bin/python3 "$hash" "$folder/stopped.h5")" != "$(/usr/bin/python3 "$hash" "$folder/asked.h5")" ]; then
        echo "the files differ in:"
        diff <(/usr/bin/python3 "$hash" --list "$folder/stopped.h5") \
            <(/usr/bin/python3 "$hash" --list "$folder/asked.h5") || true
        exit 1
    fi
}

interrupted scenarios/learn-merge.yaml
interrupted tests/equality/everything.yaml --trips 2
