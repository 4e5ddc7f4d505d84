#!/bin/bash
# tidy.sh - the rules of the house that a program can check. Prints TAP, one case a rule, with the
# places that break it.
#
# usage: tests/tidy.sh
set -u
cd "$(dirname "$(readlink -f "$0")")/.." || exit 3
shopt -s lastpipe
export LC_ALL=C.UTF-8

layers=(proto ledger net tools)
count=0

# rule NAME: standard input lists what breaks it.
rule() {
    local places
    places=$(cat)
    count=$((count + 1))
    if [ -z "$places" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        sed 's/^/# /' <<<"$places"
    fi
}

# c_files FOLDER...: what we wrote in C there.
c_files() {
    find "$@" -name '*.[ch]' | sort
}

# includes FOLDER NAMES: places in it that include what the pattern names.
includes() {
    c_files "$1" | xargs grep -nE "^ *# *include *[<\"]$2"
}

# all_files PRUNE...: every file but what git keeps, what meson made, and the folders named.
all_files() {
    local folder prune=()
    for folder in "$@"; do
        prune+=(-path "$folder" -prune -o)
    done
    find . -path ./.git -prune -o -type d -exec test -f '{}/build.ninja' \; -prune -o "${prune[@]}" -type f -print | sort
}

# only_in LIBRARY FILES...: places that include it beside those files.
only_in() {
    local library=$1 allowed
    shift
    allowed=$(printf '|%s' "$@")
    c_files "${layers[@]}" | grep -vxE "${allowed#|}" | xargs grep -nE "^ *# *include *[<\"]$library"
}

{
    includes proto '(ledger|net|tools|tests)/'
    includes ledger '(net|tools|tests)/'
    includes net '(tools|tests)/'
    includes tools 'tests/'
    c_files "${layers[@]}" tests | xargs grep -nE '^ *# *include *"' | grep -vE '"(proto|ledger|net|tools|tests)/'
} | rule 'includes point one way, tools to net to ledger to proto, and name the folder'

c_files ledger net tools | xargs grep -n 'pb-c\.h' | rule 'generated code is known to proto alone'

{
    only_in 'lmdb\.h' ledger/store.c
    only_in 'sodium' ledger/hash.c ledger/key.c 'net/channel[a-z_]*\.[ch]'
    only_in 'openssl/' ledger/hash.c 'net/channel[a-z_]*\.[ch]'
    only_in 'yajl/' 'ledger/json(_writer)?\.c'
    only_in 'uv\.h' 'net/.*'
} | rule 'each library is known to its own modules alone'

{
    includes proto '(time|threads|pthread|sys/socket|sys/random|sys/time|netdb)\.h'
    includes ledger '(time|threads|pthread|sys/socket|sys/random|sys/time|netdb)\.h'
    c_files proto ledger | xargs grep -nE '\b(clock_gettime|getrandom|getentropy|getenv|gettimeofday|printf)\('
} | rule 'proto and ledger know no clock, thread, socket or randomness'

c_files "${layers[@]}" tests |
    xargs grep -nE '\b(str(n?cpy|n?cat|tok)|stpcpy|v?sprintf|ato[ifl]+|gets|s?rand|time|localtime|gmtime|ctime|alloca|tmpnam|mktemp|system|popen|assert)\(' |
    rule 'no call that cannot be used safely'

c_files "${layers[@]}" tests | xargs grep -nE '^ *typedef\b' | rule 'no typedef'

all_files ./tests/data ./tests/vectors ./tests/fuzz/corpus | grep -v '\.go$' |
    xargs grep -nIE "$(printf '\t')| +\$" | rule 'no tab, no space at the end of a line'

# The catalogue's Chinese words are as wide as they are.
c_files "${layers[@]}" tests | grep -v '^tools/message_list' | xargs grep -nE '^.{97,}' | rule 'no line of C over 96 columns'

# Prototypes that follow one another without a blank line share the comment above the first.
c_files "${layers[@]}" | grep '\.h$' | xargs awk '
    FNR == 1 { commented = more = 0 }
    more { more = !/;/; next }
    /\*\/ *$/ { commented = 1; next }
    /^(SY_MUST_USE )?[a-z].*[ *]sy_[a-z0-9_]+\(/ && !/^(SY_MUST_USE )?(static|extern)/ {
        if (!commented) print FILENAME ":" FNR ": " $0
        more = !/;/
        next
    }
    /^SY_MUST_USE$/ { next }
    { commented = 0 }' | rule 'every function of a header has a comment'

for header in $(c_files "${layers[@]}" | grep '\.h$'); do
    head -n 1 "$header" | grep -q "^/\* ${header##*/} - " || echo "$header:1: $(head -n 1 "$header")"
done | rule 'the first line of a header says what it is'

for folder in proto ledger net tools tests/unit tests/fuzz; do
    for file in "$folder"/*.c; do
        list=${folder/#tests\/unit/tests}/meson.build
        name=${file##*/}
        noun=${name%.c}
        grep -qE "'([a-z]+/)?($name|${noun#*_})'" "$list" || echo "$file is not in $list"
    done
done | rule 'every source is built'

for script in tests/cli/*.bats tests/scenario/*.bats; do
    grep -qE "'($(basename "$script" .bats)|${script##*/})'" "${script%/*}/meson.build" || echo "$script is not run"
done | rule 'every script of tests is run'

# A second list hides the first.
all_files | grep '/meson\.build$' | xargs awk '/^[a-z_]+ = / && seen[FILENAME, $1]++ { print FILENAME ":" FNR ": " $0 }' |
    rule 'no variable of a meson.build is set twice'

all_files ./tests/data | grep -vxF ./tests/tidy.sh |
    xargs grep -nIE '(^|[^A-Za-z0-9_.:/}>-])/(work|home|root|mnt|Users)/' |
    rule 'no path of one machine'

for script in .ci/run $(grep -lrIE '^#!/bin/(ba)?sh' tools tests); do
    bash -n "$script" 2>&1
    [ -x "$script" ] || echo "$script: not executable"
done | rule 'scripts parse and can be run'

for page in $(all_files ./tests/data | grep '\.md$'); do
    grep -oE '\]\([^)#: ]+' "$page" | sed 's/^](//' | while read -r target; do
        case $target in http*) continue ;; esac
        [ -e "${page%/*}/$target" ] || echo "$page: there is no $target"
    done
done | rule 'links between pages lead somewhere'

if command -v clang-format-14 >/dev/null; then
    c_files "${layers[@]}" tests | xargs clang-format-14 --dry-run -Werror 2>&1 | grep 'error:' |
        rule 'formatted by clang-format'
else
    count=$((count + 1))
    echo "ok $count - formatted by clang-format # SKIP clang-format-14 is not installed"
fi

echo "1..$count"
