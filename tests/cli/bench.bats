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

@test "a wiped node catches up with everything, and what bounds it is told beside it" {
    export TMPDIR="$BATS_TEST_TMPDIR"
    works suyuan-bench replicate --statements 25 --rounds 1 --json
    [ "$(jq -r '.figures[] | select(.name == "events").median' <<<"$output")" = 2700 ] # 200 alone
    for name in rate processor_time_of_the_node bytes_between_nodes limit_store_alone \
        limit_ed25519_of_a_core limit_sha256_of_a_core; do
        jq -e ".figures[] | select(.name == \"$name\").median > 0" <<<"$output"
    done
    [ "$(find . -name 'suyuan-bench-*')" = "" ]
}

@test "what it does not understand it says, and shows what it does" {
    run suyuan-bench registry --acts 10
    [ "$status" -eq 2 ]
    says "10 is not a number from 1000 to 10000000"
    run suyuan-bench nonsense
    [ "$status" -eq 2 ]
    says "suyuan-bench registry"
}
