#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# manual_page.sh HELP2MAN PROGRAM VERSION COMMAND FILE: the manual page of a command, or of the program if that is "".
set -eu
help2man=$1 program=$2 version=$3 command=$4 file=$5
page=wayout${command:+-$command}
if [ -n "$command" ]; then
    sentence=$("$program" --help | sed -n "s/^  $command  *//p")
else
    sentence=$("$program" --help | sed -n '2s/\.$//p')
fi
mkdir -p "$(dirname "$file")"
"$help2man" --no-info --section=1 --name="$sentence" --version-string="$version" --source="wayout $version" \
    --help-option="$command --help" --output="$file.part" "$program"
title=$(printf %s "$page" | tr '[:lower:]' '[:upper:]')
sed -e "s/^\.TH WAYOUT /.TH $title /" -e "s/^wayout \\\\- /$page \\\\- /" "$file.part" >"$file"
rm "$file.part"
