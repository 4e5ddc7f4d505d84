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
        "appends: refused now (not_yet)"
    works suyuan status --node 310115 --json
    [ "$(member '[.logs[] | .owner] | join(" ")')" = "310000 310000 310115" ]
    works suyuan key new org.key
    fails 3 suyuan append --node 310115 --key org.key --as "$org" \
        "$BATS_TEST_DIRNAME/../data/scenarios/pork/01-farm.jsonld"
    says "has not received the registry yet" "not_yet"
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

# linked CODE PEER: the node has a link to the peer.
linked() {
    suyuan status --node "$1" --json | jq -e --arg peer "$2" '.peers[] | select(.node == $peer) | .connected'
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

@test "another node's address is no way in: its key is pinned" {
    found_nodes 310000 310115
    addresses=$(cat net/nodes.json)
    sed -i "s/$(address_of 310000)/$(address_of 310115)/" net/nodes.json # 310115 would take itself for 310000
    start 310115
    until_true 20 grep -q "event=peer_lost peer=310000.*key is not the one" 310115.log
    echo "$addresses" >net/nodes.json
}
