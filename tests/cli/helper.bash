# helper.bash - what every command-line test starts from: the programs of $SUYUAN_BUILD, an empty
# directory to work in, no settings of whoever runs the tests.

PATH="$SUYUAN_BUILD/tools:$SUYUAN_BUILD/net:$PATH"
unset SUYUAN_NETWORK SUYUAN_NODE SUYUAN_KEY SUYUAN_AS LC_ALL LC_MESSAGES
export LANG=C.UTF-8

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

# fails STATUS COMMAND...: the exit status is STATUS, standard output is empty, and standard error
# (then in $output) is a text with its code, and what to do next.
fails() {
    local want=$1 got=0
    shift
    output=$("$@" 2>&1 >stdout) || got=$?
    if [ "$got" -ne "$want" ] || [ -s stdout ] ||
        ! grep -Eq '^suyuan: .+ \[[a-z0-9_]+\]$' <<<"$output" ||
        ! grep -Eq '^(next: |下一步：).+' <<<"$output"; then
        printf '%s\nexit status %s, expected %s\nerrors: %s\noutput: %s\n' \
            "$*" "$got" "$want" "$output" "$(cat stdout)"
        return 1
    fi
    rm stdout
}

# says TEXT...: each stands somewhere in $output.
says() {
    local text
    for text in "$@"; do
        if [[ "$output" != *"$text"* ]]; then
            printf 'not said: %s\nbut: %s\n' "$text" "$output"
            return 1
        fi
    done
}

# works COMMAND...: exit status 0, nothing on standard error; standard output is in $output.
works() {
    local got=0
    output=$("$@" 2>stderr) || got=$?
    if [ "$got" -ne 0 ] || [ -s stderr ]; then
        printf '%s\nexit status %s\nerrors: %s\n' "$*" "$got" "$(cat stderr)"
        return 1
    fi
    rm stderr
}

# member FILTER: what jq finds in $output, which must be exactly one JSON document.
member() {
    [ "$(jq -n '[inputs] | length' <<<"$output")" -eq 1 ] && jq -er "$1" <<<"$output"
}

# find_verifier: the path of the Go program that shares no code with us goes into $verify; the case
# is skipped where there is no Go.
find_verifier() {
    local got=0
    verify=$("$BATS_TEST_DIRNAME/../interop/verifier" "$SUYUAN_BUILD/tests/interop/scratch") || got=$?
    if [ "$got" -eq 77 ]; then
        skip "$verify"
    fi
    return "$got"
}

# found DIR: a network of one node.
found() {
    works suyuan network new --name suyuan.example/test --node 310000=127.0.0.1:7411 --out "$1"
}
