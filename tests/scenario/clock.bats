#!/usr/bin/env bats
# A node whose clock runs ahead of the others': it dates nothing, says why, and goes on by itself once the clock is right.

load ../cli/helper
load nodes

teardown() {
    stop_all
}

# run_node CODE: 310115, or with $everyone all, is the one whose clock is set, by the file ahead.
run_node() {
    local program=suyuand
    [ "$1" != 310115 ] && [ -z "${everyone:-}" ] || program=$SUYUAN_BUILD/tests/scenario/suyuand-ahead
    SUYUAN_TEST_CLOCK=$PWD/ahead "$program" --network net --key "net/$1.key" --data "data-$1" \
        --listen "$(address_of "$1")" 2>"$1.log" 3>&- &
    echo $! >"$1.pid"
}

# ahead CODE VALUE: whether the node says that its clock is.
ahead() {
    suyuan status --node "$1" --json | jq -e ".clock_ahead == $2"
}

# leads CODE PEER: the node has compared the peer's clock since that was set.
leads() {
    suyuan status --node "$1" --json |
        jq -e --arg peer "$2" '.peers[] | select(.node == $peer) | .connected and .lead_us > 300000000'
}

@test "a clock that leads two districts by five minutes stops a node, and no other" {
    city
    works append 310115 1 1
    stop 310115
    echo 390 >ahead # what it took to ask is in what is measured
    start 310115
    until_true 30 ahead 310115 true
    grep -q "event=clock_ahead districts=[23]" 310115.log
    fails 3 append 310115 2 1
    says "clock_ahead" "takes the same bytes by itself"
    works suyuan status --node 310115
    says "its clock leads those of two other districts" "set its clock right (NTP)" "appends: refused now (clock_ahead)"
    until_true 40 leads 310101 310115
    works suyuan status --node 310101
    says "the clocks of node 310115 and this node differ by 6 minutes"
    works append 310101 3 1
    rm ahead
    until_true 60 ahead 310115 false
    grep -q "event=clock_right" 310115.log
    works append 310115 2 1
    works suyuan audit --node 310115 --log suyuan.example/test/310115
}

# stale CODE FILTER: jq of for how long the district's log had not followed the registry, in microseconds.
stale() {
    suyuan status --node "$1" --json | jq -e --arg log suyuan.example/test/310115 \
        ".logs[] | select(.origin == \$log) | .registry_stale_us | $2"
}

@test "a log that names a registry an hour old is shown, and is no less valid" {
    everyone=1
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    kill -STOP "$(cat 310115.pid)" # it hears nothing of what the registry gets now
    works suyuan key new other.key
    works suyuan registry key add --node 310000 --holder "$org" --key net/authority.key \
        --request "$(suyuan key request --network net --key other.key --for "$org" --use sign --json | jq -r .request)"
    until_true 20 has 310101 registry 2
    for code in 310000 310101 310104; do
        kill -STOP "$(cat "$code.pid")"
    done
    echo 4000 >ahead
    kill -CONT "$(cat 310115.pid)"
    works append 310115 2 1 --durability local
    for code in 310000 310101 310104; do
        kill -CONT "$(cat "$code.pid")"
    done
    until_true 30 has 310101 310115 2
    stale 310101 '. > 3600000000 and . < 4200000000'
    works suyuan status --node 310101
    says "its last entry names the registry of 1 entries" "connect its owner to the registry's"
    until_true 30 has 310115 registry 2
    works append 310115 3 1
    until_true 30 has 310101 310115 3
    stale 310101 '. == 0'
    works suyuan audit --node 310101 --log suyuan.example/test/310115
    says "1 entries from 1 on name a registry that had been grown beyond" "cut off from the city"
    works suyuan audit --node 310101 --log suyuan.example/test/310115 --json
    [ "$(member '[.logs[].stale_entries] | join(" ")')" = "0 1" ]
}
