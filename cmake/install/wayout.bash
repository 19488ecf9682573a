# bash completion for wayout                                              -*- shell-script -*-
# Commands and options are asked of the program, so that this file never tells less than --help.

_wayout_commands()
{
    "$1" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

_wayout()
{
    local cur prev words cword
    _init_completion -s || return
    if ((cword == 1)); then
        if [[ $cur == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '$(_parse_help "$1")' -- "$cur")
        else
            mapfile -t COMPREPLY < <(compgen -W '$(_wayout_commands "$1")' -- "$cur")
        fi
        return
    fi
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '$(_parse_help "$1" "${words[1]} --help")' -- "$cur")
        [[ ${COMPREPLY-} == *= ]] && compopt -o nospace 2>/dev/null
        return
    fi
    _filedir
} && complete -F _wayout wayout
