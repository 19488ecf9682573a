#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Unfinished work and left-over debugging do not land.
set -eu
if git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- ':!tests/lint/words.sh' ':!LICENSE'; then
    echo "unfinished work is marked above"
    exit 1
fi
if git grep -nE '\b(printf|puts|exit|abort) *\(' -- 'sim/*.c' | grep -vE 'fprintf|snprintf|vsnprintf|vfprintf'; then
    echo "the library never prints or exits"
    exit 1
fi
echo "words: clean"
