#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed works from elsewhere: program, manual, completion, pkg-config, CMake package, Debian package.
set -euo pipefail
program=$1 source=$2
build=$(dirname "$program")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "FAIL: $*" >&2; exit 1; }

cmake --install "$build" --prefix "$work/usr" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
installed=$work/usr/bin/wayout
[ "$("$installed" --version)" = "$("$program" --version)" ] || fail "another version is installed"
"$installed" --version | grep -Eq '^wayout [0-9]+\.[0-9]+\.[0-9]+ \(.+\)$' || fail "the version does not tell the commit"
"$installed" check "$work/usr/share/wayout/scenarios/kalbajar-2020.yaml" >/dev/null || fail "installed scenario"

# manual: one page for the program and one for each command, without complaints of man
commands=$("$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ "$(echo "$commands" | wc -w)" -ge 7 ] || fail "commands not found in --help: $commands"
for page in wayout $(printf 'wayout-%s ' $commands); do
    file=$work/usr/share/man/man1/$page.1
    [ -s "$file" ] || fail "no manual page $page"
    man --warnings -E UTF-8 -l "$file" >"$work/page" 2>"$work/complaints" || fail "man cannot show $page"
    [ ! -s "$work/complaints" ] || fail "man complains about $page: $(cat "$work/complaints")"
    grep -q "^ *$page - " "$work/page" || fail "$page has no name line"
done
grep -q -- '\\-\\-replications' "$work/usr/share/man/man1/wayout-compare.1" ||
    fail "wayout-compare(1) does not tell the options"

# completion asks the program
complete_line() {
    PATH=$work/usr/bin:$PATH bash --norc -c '
        . /usr/share/bash-completion/bash_completion
        . "$1"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        _wayout wayout; printf "%s\n" "${COMPREPLY[@]}"' bash \
        "$work/usr/share/bash-completion/completions/wayout" "$@"
}
[ "$(complete_line wayout comp)" = compare ] || fail "completion of commands: $(complete_line wayout comp)"
[ "$(complete_line wayout run --rep)" = '--replications=' ] || fail "completion of options"

# the library, by pkg-config and by CMake
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$work/usr" -name wayout.pc)")
# shellcheck disable=SC2046
cc -std=c11 -o "$work/by_pkg" "$source/tests/install/consumer/consumer.c" $(pkg-config --cflags --libs wayout)
unset PKG_CONFIG_PATH
cmake -S "$source/tests/install/consumer" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$work/usr" >"$work/cmake.log" 2>&1 &&
    cmake --build "$work/consumer" >>"$work/cmake.log" 2>&1 || { cat "$work/cmake.log"; fail "CMake consumer"; }
by_pkg=$("$work/by_pkg" "$source/scenarios/kalbajar-2020.yaml")
by_cmake=$("$work/consumer/consumer" "$source/scenarios/kalbajar-2020.yaml")
[ "$by_pkg" = "$by_cmake" ] || fail "two answers: $by_pkg, $by_cmake"
[[ $by_pkg =~ ^[1-9][0-9]*\ segments$ ]] || fail "no answer: $by_pkg"

# the Debian package holds the same
cpack --config "$build/CPackConfig.cmake" -B "$work/package" >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; exit 1; }
package=$(echo "$work"/package/*.deb)
dpkg-deb --info "$package" >"$work/info"
dpkg-deb --contents "$package" >"$work/contents"
grep -q '^ Depends: .*libgsl' "$work/info" || fail "the package does not need GSL"
for path in usr/bin/wayout usr/share/man/man1/wayout.1 usr/include/wayout/wayout.h; do
    grep -Eq " \./$path(\.gz)?$" "$work/contents" || fail "$path is not in the package"
done
mkdir "$work/root" && dpkg-deb --extract "$package" "$work/root"
[ "$("$work/root/usr/bin/wayout" --version)" = "$("$program" --version)" ] || fail "the packaged program"
echo "installed files work"
