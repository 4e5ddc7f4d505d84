#!/usr/bin/env bats
# Nodes as they are in a city: each in a network of its own, with lines between them that break, lose and delay.

load ../cli/helper
load nodes
load namespaces

teardown() {
    stop_all
    end_apart
}

# city_apart: four nodes that run, and an organisation that is admitted.
city_apart() {
    need_apart
    found_apart 310000=10.77.0.1 310101=10.77.0.2 310104=10.77.0.3 310115=10.77.0.4
    start "${codes[@]}"
    admit
}

admit() {
    works suyuan key new org.key
    until_true 30 suyuan registry admit --node 310000 --key net/authority.key --uscc "${org#uscc:}" --name 一 \
        --org-key "$(request sign)" --connect-key "$(request connect)"
    until_true 60 all_have registry 1
}

# append_at CODE FIRST COUNT [OPTION...]: at the node's own place; its receipts are kept.
append_at() {
    local code=$1 first=$2 count=$3
    shift 3
    events "$count" "$first" >"events-$first.json"
    XDG_STATE_HOME=$PWD/state-${as:-$code} at "$code" suyuan append --node "$code" --key org.key --as "$org" \
        --receipts "${kept:-receipts}" "$@" "events-$first.json"
}

# begin_load CODE FIRST COUNT: so many statements, one after the other, each until it has its receipt, whatever
# happens to the node meanwhile.
begin_load() {
    local code=$1 first=$2 count=$3
    (
        as=load-$code # an outbox of its own
        for ((i = first; i < first + count; i++)); do
            tries=0
            until append_at "$code" "$i" 1; do
                tries=$((tries + 1))
                [ "$tries" -lt 200 ] || exit 1
                sleep 0.2
            done
        done
    ) >"load-$code.log" 2>&1 3>&- &
    loads+=("$!")
}

end_load() {
    local pid
    for pid in "${loads[@]}"; do
        wait "$pid" || { tail -n 20 load-*.log; return 1; }
    done
}

# equal_everywhere: the nodes that run have the same logs, byte for byte, and each audits them clean.
equal_everywhere() {
    local log code
    for log in registry "${codes[@]}"; do
        until_true 60 same_logs "$log"
    done
    for code in "${codes[@]}"; do
        works at "$code" suyuan audit --node "$code"
    done
}

@test "load, one cut off, halves, kill -9, a wiped node: every receipt verifies, all logs are equal" {
    city_apart
    loads=()
    begin_load 310000 1000 12
    begin_load 310101 2000 12
    begin_load 310115 3000 12

    cut_off 310115
    kept=alone works append_at 310115 1 3 --durability local # trade goes on
    fails 1 append_at 310115 4 1 --durability witnessed:2
    says "and 0 of the 2 other nodes"
    join_again 310115
    until_true 60 append_at 310115 4 1 --durability witnessed:3

    cut_off 310104 310115
    kept=alone works append_at 310000 10 1 --durability witnessed:1
    fails 1 append_at 310000 11 1 --durability witnessed:2
    says "and 1 of the 2 other nodes"
    kept=alone works append_at 310115 20 1 --durability witnessed:1
    fails 1 append_at 310115 21 1 --durability witnessed:2
    says "and 1 of the 2 other nodes"

    stop 310101 KILL # on the one side; and on the other one a node that loses everything
    stop 310104 KILL
    rm -rf data-310104
    start 310101 310104
    join_again 310104 310115
    end_load
    until_true 60 append_at 310000 11 1
    until_true 60 append_at 310115 21 1

    until_true 90 linked_all
    until_true 60 all_have 310000 14
    until_true 60 all_have 310101 12
    until_true 60 all_have 310115 16
    equal_everywhere
    [ "$(ls receipts/*.receipt | wc -l)" -eq 39 ]
    works suyuan verify --network net receipts/*.receipt
    fails 1 suyuan verify --network net alone/*.receipt # what too few held when it was given
    [ "$(grep -c 'too few districts' <<<"$output")" -eq 3 ]
    for code in "${codes[@]}"; do
        for item in 1 4 10 11 20 21 1011 2011 3011; do
            works at "$code" suyuan journey --node "$code" "urn:epc:id:sgtin:4012345.077889.$item"
        done
        stop "$code"
    done
}

@test "a name, an IPv6 address, and one of several addresses of which the first is dead" {
    need_apart
    printf '127.0.0.1 localhost\n10.77.0.4 pudong.suyuan.example\n' >hosts
    mount --bind hosts /etc/hosts
    found_apart 310000=10.77.0.1 '310101=[fd77::2]' 310104=10.77.0.3 310115=pudong.suyuan.example
    jq '(.nodes[] | select(.code == "310104") | .addresses) |= ["10.77.0.200:7411"] + .' net/nodes.json >nodes.json
    mv nodes.json net/nodes.json
    start "${codes[@]}"
    until_true 90 linked_all
    works at 310000 suyuan status --node 310000
    says "peer 310101: connected to [fd77::2]:7411" "peer 310104: connected to 10.77.0.3:7411" \
        "peer 310115: connected to pudong.suyuan.example:7411"
    admit
    works append 310104 1 3 --durability witnessed:3 # the client tries the addresses, too
    works append 310101 10 3 --durability witnessed:3
    works append 310115 20 3 --durability witnessed:3
    works suyuan verify --network net receipts/*.receipt
    for code in "${codes[@]}"; do
        stop "$code"
    done
}

# heavy FIRST: an event whose parts are most of a MiB: no line of this test carries it in fifteen seconds.
heavy() {
    head -c 450000 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >text
    events 1 "$1" | jq --rawfile text text '.[0] |= . + {"@context": [{"example": "https://example.org/"}], "example:text": $text}' >"heavy-$1.json"
}

@test "a slow line that drops what it cannot carry: a large entry comes through, and no link is given up" {
    city_apart
    tc qdisc add dev v-310115 root tbf rate 4mbit burst 16kb limit 64kb || skip "this kernel has no tbf"
    at 310115 tc qdisc add dev eth0 root tbf rate 600kbit burst 16kb limit 64kb
    heavy 1
    works at 310115 suyuan append --node 310115 --key org.key --as "$org" --receipts receipts \
        --durability local heavy-1.json
    until_true 120 all_have 310115 1
    works append 310000 10 3 --durability witnessed:3
    equal_everywhere
    [ "$(grep -h 'event=peer_lost.*does not answer' ./*.log | wc -l)" -eq 0 ]
    [ "$(grep -h 'event=peer_dropped' ./*.log | wc -l)" -eq 0 ]
    for code in "${codes[@]}"; do
        stop "$code"
    done
}

@test "delay and loss on every line, under load, with a kill -9" {
    need_apart
    found_apart 310000=10.77.0.1 310101=10.77.0.2 310104=10.77.0.3 310115=10.77.0.4
    bad_lines 40 20 2
    start "${codes[@]}"
    [ "$(way_ms 10.77.0.1)" -ge 40 ] # there and back, at the least
    admit
    loads=()
    begin_load 310000 1000 10
    begin_load 310115 3000 10
    until_true 60 append_at 310115 1 3 --durability witnessed:3
    stop 310101 KILL
    start 310101
    end_load
    until_true 90 all_have 310000 10
    until_true 90 all_have 310115 11
    equal_everywhere
    works suyuan verify --network net receipts/*.receipt
    for code in "${codes[@]}"; do
        stop "$code"
        [ "$(lost_on "$code")" -gt 10 ]
    done
}
