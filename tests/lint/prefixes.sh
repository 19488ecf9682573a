#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every symbol that a library of build folder $1 exports starts with wo_.
set -eu
foreign=$(nm -g --defined-only "$1"/libwo_*.a 2>/dev/null | awk 'NF == 3 && $3 !~ /^wo_/ { print $3 }' | sort -u)
if [ -n "$foreign" ]; then
    echo "symbols without the prefix wo_:" "$foreign"
    exit 1
fi
echo "prefixes: all symbols start with wo_"
