# shellcheck shell=sh
# What the operating scripts share: where the tools are, and how to say things. Source it, do not run it.

# Where the scripts stand, links resolved.
script_folder=$(dirname "$(readlink -f "$0")")
script_name=$(basename "$0")

say() { printf '%s: %s\n' "$script_name" "$*" >&2; }

# fail STATUS MESSAGE: ends the script.
fail() {
    status=$1
    shift
    say "error: $*"
    exit "$status"
}

# find_tools: puts the toolkit's executables into PATH: MP_BIN, or those beside the script, or this checkout's build.
find_tools() {
    for folder in "${MP_BIN:-}" "$script_folder" "$script_folder/../.build/release"; do
        if [ -n "$folder" ] && [ -x "$folder/mp-extract" ]; then
            PATH=$folder:$PATH
            export PATH
            return
        fi
    done
    command -v mp-extract >/dev/null || fail 69 "the tools are not built; run: swift build -c release --static-swift-stdlib"
}

# newest PATTERN-PREFIX WHAT: prints the newest file input/PREFIX*.xlsx, or fails naming what looks near it.
newest() {
    found=
    for file in input/"$1"*.xlsx input/"$1"*.xlsm; do
        [ -f "$file" ] || continue
        # shellcheck disable=SC3013  # dash and bash both have -nt
        if [ -z "$found" ] || [ "$file" -nt "$found" ]; then found=$file; fi
    done
    if [ -z "$found" ]; then
        near=
        for file in input/*.xls* *.xls*; do
            if [ -f "$file" ]; then near="$near $file"; fi
        done
        fail 66 "no $2: nothing matches $PWD/input/$1*.xlsx; ${near:+there is$near; }put the workbook there under that name, or name it with an option"
    fi
    printf '%s\n' "$found"
}
