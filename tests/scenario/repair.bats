#!/usr/bin/env bats
# A disk flips bits of a log: the node finds them, gives nothing of them to anybody, and puts them right from what the
# others have, whether it mirrors the log or owns it.

load ../cli/helper
load nodes

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export START_OPTIONS="--scrub 1"
}

teardown() {
    stop_all
}

# damage CODE ORIGIN WHAT...: a bit of a row of the node's log.
damage() {
    local folder=data-$1/logs/suyuan.example+test+$2
    shift 2
    works "$SUYUAN_BUILD/tests/scenario/damage" "$folder" "$@"
}

# scrub CODE ORIGIN FILTER: jq of what the node says of reading the log again.
scrub() {
    suyuan status --node "$1" --json |
        jq -er --arg origin "suyuan.example/test/$2" '.logs[] | select(.origin == $origin) | .scrub | '"$3"
}

# repaired CODE ORIGIN INDEX
repaired() {
    scrub "$1" "$2" ".bad_index == null and .repaired_index == $3"
}

said() {
    grep -q "$2" "$1.log"
}

@test "a mirror's entry, part and tree, damaged at once: repaired from who has them, byte for byte" {
    city
    for i in 1 2 3 4 5 6 7 8; do
        works append 310115 "$i" 1
    done
    until_true 30 all_have 310115 8
    stop 310101
    damage 310101 310115 entry 2
    damage 310101 310115 part 5 0
    damage 310101 310115 node 0 3
    damage 310101 310115 node 1 1
    damage 310101 310115 node 2 1
    start 310101
    until_true 60 said 310101 "event=flaw_repaired origin=suyuan.example/test/310115 index=2 kind=entry from=310"
    until_true 60 said 310101 "event=flaw_repaired origin=suyuan.example/test/310115 index=5 kind=part from=310"
    # Whether the leaf or the entry is wrong cannot be told while nodes above are damaged, too.
    until_true 60 said 310101 'event=flaw_repaired origin=suyuan.example/test/310115 index=3 kind=\(node\|entry\)'
    until_true 60 scrub 310101 310115 ".bad_index == null and .repairs >= 3"
    until_true 20 same_logs 310115
    works suyuan audit --node 310101 --log suyuan.example/test/310115
    until_true 20 all_have 310115 8
    works suyuan status --node 310101
    says "was repaired"
    stop 310101
    works suyuan audit --data data-310101 --log suyuan.example/test/310115
}

@test "an owner's own entry, damaged while it runs: repaired from a mirror; the city's registry, too" {
    city
    works append 310115 1 3
    works append 310115 4 3
    until_true 30 all_have 310115 2
    damage 310115 310115 entry 1
    damage 310115 310115 part 0 2
    damage 310000 registry entry 0
    until_true 60 said 310115 "event=flaw_repaired origin=suyuan.example/test/310115 index=1 kind=entry from=310"
    until_true 60 said 310115 "event=flaw_repaired origin=suyuan.example/test/310115 index=0 kind=part from=310"
    until_true 60 said 310000 "event=flaw_repaired origin=suyuan.example/test/registry index=0 kind=entry from=310"
    until_true 20 same_logs 310115
    until_true 20 same_logs registry
    works append 310115 7 1 --durability witnessed:3
    works suyuan audit --node 310115 --log suyuan.example/test/310115
}

@test "what nobody else has stays named, and is never given out" {
    city
    works append 310115 1 2
    until_true 30 all_have 310115 1
    for code in 310000 310101 310104; do
        stop "$code"
    done
    damage 310115 310115 part 0 1
    until_true 60 scrub 310115 310115 ".bad_index == 0 and .bad_what == \"part\" and .bad_count == 1"
    works suyuan status --node 310115
    says "entry 0 is no longer as it was on this node's disk: part" "the node asks the others for it"
    fails 3 suyuan journey --node 310115 --key org.key --as "$org" urn:epc:id:sgtin:4012345.077889.2
    says "corrupt" "ask another node"
    works suyuan journey --node 310115 --key org.key --as "$org" urn:epc:id:sgtin:4012345.077889.1
    stop 310115
    start 310115
    until_true 60 scrub 310115 310115 ".bad_index == 0" # known before a pass comes to it again
    start 310101
    until_true 60 repaired 310115 310115 0
    scrub 310115 310115 '.repaired_from == "310101" and .repairs == 1'
    works suyuan journey --node 310115 --key org.key --as "$org" urn:epc:id:sgtin:4012345.077889.2
}

@test "a damaged entry is found by whoever asks for it, before the scrub comes to it" {
    export START_OPTIONS="--scrub 100000"
    city
    works append 310115 1 1
    works append 310115 2 1
    until_true 30 all_have 310115 2
    damage 310115 310115 entry 1
    fails 3 suyuan journey --node 310115 --key org.key --as "$org" urn:epc:id:sgtin:4012345.077889.2
    says "corrupt"
    until_true 60 repaired 310115 310115 1
    works suyuan journey --node 310115 --key org.key --as "$org" urn:epc:id:sgtin:4012345.077889.2
}
