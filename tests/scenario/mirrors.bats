#!/usr/bin/env bats
# Several nodes of one network: each keeps every log, those of the others as mirrors.

load ../cli/helper
load nodes

teardown() {
    stop_all
}

@test "a district node without its registry starts, says so, and refuses what it cannot judge" {
    found_nodes 310000 310115
    start 310115
    grep -q 'event=registry_awaited owner=310000' 310115.log
    grep -q 'event=log_open origin=suyuan.example/test/310115 owner=310115 size=0' 310115.log
    grep -q 'event=log_open origin=suyuan.example/test/310000 owner=310000 size=0' 310115.log
    works suyuan status --node 310115
    says "log suyuan.example/test/registry" "a mirror: node 310000 owns the log; nothing has come yet" \
        "appends: not yet: it asks the other nodes whether it has all that it signed"
    works suyuan status --node 310115 --json
    [ "$(member '[.logs[] | .owner] | join(" ")')" = "310000 310000 310115" ]
    works suyuan key new org.key
    fails 3 suyuan append --node 310115 --key org.key --as "$org" \
        "$BATS_TEST_DIRNAME/../data/scenarios/pork/01-farm.jsonld"
    says "has not received the registry yet" "not_yet"
}

# waited COMMAND...: it is asked while its node, which has just started, hears nothing of the others; it succeeds once
# they answer. What it says is in $output.
waited() {
    local code pid
    "$@" >waiting 2>&1 3>&- &
    pid=$!
    until_true 8 grep -q "has just started and compares its log with the others'" waiting
    for code in "${codes[@]}"; do
        kill -CONT "$(cat "$code.pid")"
    done
    wait "$pid" || { cat waiting; return 1; }
    output=$(<waiting)
}

# alone CODE: it starts again while the others are stopped.
alone() {
    local code
    stop "$1"
    for code in "${codes[@]}"; do
        [ "$code" = "$1" ] || kill -STOP "$(cat "$code.pid")"
    done
    start "$1"
}

@test "who asks an owner that has just started waits for it, and sends the same bytes again" {
    city
    alone 310115
    waited append 310115 1 1
    says "entry 0 of suyuan.example/test/310115"
    until_true 20 all_have 310115 1
    alone 310000
    waited suyuan registry organisation suspend "$org" --node 310000 --key net/authority.key --ground test
    until_true 20 all_have registry 2
    works suyuan verify --network net receipts/*.receipt
}

@test "only its owner takes appends to a log, and the others say who that is" {
    found_nodes 310000 310115
    start 310115
    works suyuan key new org.key
    request=$(suyuan key request --network net --key org.key --for "$org" --use sign --json | jq -r .request)
    fails 3 suyuan registry admit --node 310115 --key net/authority.key --uscc "${org#uscc:}" --name 一 \
        --org-key "$request"
    says "node 310000 sequences it"
}

@test "every node has a link to every other, and finds it again" {
    found_nodes 310000 310115 310101
    start 310000 310115
    until_true 20 linked 310000 310115
    until_true 20 linked 310115 310000
    works suyuan status --node 310115
    says "peer 310000: connected to $(address_of 310000)" "peer 310101: not connected" "connection refused"
    start 310101
    until_true 20 linked 310000 310101
    until_true 20 linked 310101 310115
    stop 310000 KILL
    until_true 20 grep -q 'event=peer_lost peer=310000' 310115.log
    start 310000
    until_true 20 linked 310115 310000
    stop 310115
    grep -q event=stopped 310115.log
}

@test "a data folder is audited that has nothing yet of a node that never ran" {
    found_nodes 310000 310115
    start 310000
    signs 310000
    stop 310000
    works suyuan audit --network net --data data-310000
    says "log suyuan.example/test/310115" "nothing of it has come to this node yet" "every rule holds"
}

@test "another node's address is no way in: its key is pinned" {
    found_nodes 310000 310115
    addresses=$(cat net/nodes.json)
    sed -i "s/$(address_of 310000)/$(address_of 310115)/" net/nodes.json # 310115 would take itself for 310000
    start 310115
    until_true 20 grep -q "event=peer_lost peer=310000.*key is not the one" 310115.log
    echo "$addresses" >net/nodes.json
}

@test "a node that nobody can dial hears of every log, and holds it" {
    found_nodes 310000 310115 310101 310104
    cp -r net seen-by-clients
    sed -i "s/$(address_of 310104)/127.0.0.1:1/" net/nodes.json
    export SUYUAN_NETWORK=seen-by-clients
    settle
    works append 310115 1 1
    until_true 30 all_have 310115 1
    works append 310115 2 1
    until_true 30 all_have 310115 2
    works suyuan status --node 310115
    says "peer 310104: not connected"
}

@test "append at one, verify and ask at another with the owner stopped" {
    city
    works append 310115 1 3
    says "other nodes hold it"
    works suyuan verify --network net receipts/*.receipt
    says "districts that cosigned the log: " "/mirror" "/witness"
    until_true 20 all_have 310115 1
    stop 310115
    works suyuan journey --node 310101 urn:epc:id:sgtin:4012345.077889.2
    says "entry 0 of suyuan.example/test/310115" "in suyuan.example/test/registry at 1 entries"
    works suyuan audit --node 310104 # of all logs, those without entries too
    says "log suyuan.example/test/310115" "log suyuan.example/test/310101" "every rule holds"
    until_true 10 same_logs 310115
}

# quorum_args: what the Go program is told of the network and the log of 310115.
quorum_args() {
    jq -r '.quorum.needed, (.logs[] | select(.node == "310115") | .vkey), (.cosigners[] | "\(.node)=\(.vkey)")' \
        net/network.json
}

@test "a program of others counts the cosignatures of a checkpoint and of a receipt, and believes no changed one" {
    find_verifier
    city
    works append 310115 1 3
    works append 310115 10 1 --durability witnessed:3
    until_true 20 all_have 310115 2
    works suyuan export tiles --node 310101 --log suyuan.example/test/310115 --out tiles
    mapfile -t args < <(quorum_args)
    works "$verify" check-quorum tiles/checkpoint 310115 "${args[@]}"
    says "votes, 2 needed"
    works "$verify" check-dir tiles "${args[1]}"
    for receipt in receipts/*.receipt; do
        works "$verify" check-quorum "$receipt" 310115 "${args[@]}"
        works "$verify" check-receipt "$receipt" "${args[1]}"
    done
    run "$verify" check-quorum tiles/checkpoint 310115 4 "${args[@]:1}" # more than there are
    [ "$status" -eq 1 ]
    run "$verify" check-quorum tiles/checkpoint 310101 3 "${args[@]:1}" # a voter as if it were the owner
    [ "$status" -eq 1 ]
}

@test "durability: what was asked for, what was reached, and asking again" {
    city
    fails 2 suyuan append --node 310115 --key org.key --as "$org" --durability witnessed:4 events.json
    says "witnessed:K with K from 1 to 3"
    works append 310115 1 1 --durability witnessed:3
    says "3 other nodes hold it"
    kill -STOP "$(cat 310101.pid)"
    fails 1 append 310115 2 1 --durability witnessed:3
    says "entry 1 of suyuan.example/test/310115 is in the log, and 2 of the 3 other nodes"
    kill -CONT "$(cat 310101.pid)"
    works append 310115 2 1 --durability witnessed:3
    says "3 other nodes hold it"
    works suyuan verify --network net receipts/*.receipt
    works append 310115 3 1 --durability local
    [ "$(ls receipts/*.receipt | wc -l)" -eq 3 ]
    says "suyuan receipt renew --network net receipts/suyuan.example+test+310115-2.receipt"
    until_true 20 all_have 310115 3
    fails 1 suyuan verify receipts/*-2.receipt
    says "too few districts have cosigned" "suyuan receipt renew"
    cp receipts/*-2.receipt before
    works suyuan receipt renew --node 310101 --out renewed receipts/*-2.receipt
    cmp receipts/*-2.receipt before
    works suyuan verify renewed
    works suyuan receipt renew --node 310101 receipts/*.receipt
    works suyuan verify receipts/*.receipt
    cp receipts/*-1.receipt altered
    printf B | dd of=altered bs=1 seek=300 conv=notrunc 2>/dev/null # somewhere in its entry
    fails 1 suyuan receipt renew --node 310101 altered
    [[ $output != *"now stands"* ]]
}

@test "kill -9, wipe and cut off: all logs are equal afterwards, and every receipt verifies" {
    city
    works append 310115 1 20
    stop 310101 KILL
    works append 310115 100 20
    works append 310000 200 20
    for i in $(seq 1000 1299); do # more entries than one stretch has
        events 1 "$i" >"many-$i.json"
    done
    works suyuan append --node 310000 --key org.key --as "$org" --durability local many-*.json
    start 310101
    until_true 30 all_have 310115 2
    until_true 60 all_have 310000 301
    stop 310104 KILL
    rm -rf data-310104
    stop 310115
    start 310104 # rebuilds from whoever has it, its owner away
    until_true 30 has 310104 310115 2
    until_true 60 has 310104 310000 301
    start 310115
    # Its keys have promised what is gone: it holds everything again, and cosigns with new ones only.
    until_true 20 grep -q "event=cosigner_lost name=suyuan.example/test/310104/mirror" 310104.log
    signs 310115
    kill -STOP "$(cat 310000.pid)" # the city is cut off, trade goes on
    works append 310115 300 20 --durability local
    rm receipts/*310115-2.* # the log's signature alone
    kill -CONT "$(cat 310000.pid)"
    until_true 40 all_have 310115 3
    until_true 40 all_have registry 1
    until_true 20 same_logs 310115
    until_true 20 same_logs 310000
    until_true 20 same_logs registry
    works suyuan verify --network net receipts/*.receipt
    for code in 310000 310115 310101 310104; do
        works suyuan audit --node "$code" --log suyuan.example/test/310115
        stop "$code"
    done
}

@test "an owner whose store was wiped, or put back from an older copy, never signs its log again" {
    grown_older
    stop 310115
    mv data-310115 newer
    cp -r older data-310115
    start 310115
    until_true 20 grep -q "event=log_lost origin=suyuan.example/test/310115 reason=rolled_back" 310115.log
    fails 3 append 310115 3 1
    says "never signs this log again"
    until_true 20 has 310115 310115 2 # what the others hold comes back, and is served
    stop 310115
    rm -rf data-310115
    start 310115
    until_true 20 grep -q "event=log_lost origin=suyuan.example/test/310115 reason=wiped" 310115.log
    until_true 20 has 310115 310115 2
    stop 310115
    rm -rf data-310115
    mv newer data-310115
    start 310115
    until_true 20 grep -q "event=log_signed origin=suyuan.example/test/310115 size=2 reason=agreed" 310115.log
    works append 310115 3 1
}
