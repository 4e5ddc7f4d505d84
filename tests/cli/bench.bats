#!/usr/bin/env bats
# suyuan-bench: not its figures, but that what it measures gives right answers.

load helper

@test "a registry of a thousand acts answers as it was loaded, and its view is built again the same" {
    export TMPDIR="$BATS_TEST_TMPDIR"
    works suyuan-bench registry --acts 1000 --rounds 1 --json
    [ "$(jq -r '.figures[] | select(.name == "acts").median' <<<"$output")" = 1000 ]
    jq -e '.figures[] | select(.name == "authority_check_p99").median > 0' <<<"$output"
    [ "$(find . -name 'suyuan-bench-*')" = "" ] # nothing is left behind
}

@test "what it does not understand it says, and shows what it does" {
    run suyuan-bench registry --acts 10
    [ "$status" -eq 2 ]
    says "10 is not a number from 1000 to 10000000"
    run suyuan-bench nonsense
    [ "$status" -eq 2 ]
    says "suyuan-bench registry"
}
