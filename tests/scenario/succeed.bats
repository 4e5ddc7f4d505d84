#!/usr/bin/env bats
# What people type when a log's owner has lost its store, or its log has forked.

load ../cli/helper
load nodes

log=suyuan.example/test/310115

teardown() {
    stop_all
}

# renewed CODE: the vkey of the next generation of the node's log, whose key is now in its key file.
renewed() {
    works suyuan key renew --network net --key "net/$1.key" --log "suyuan.example/test/$1" --json
    vkey=$(member '.logs[-1].vkey')
}

@test "where a log that its owner has lost can end, as all nodes say" {
    city
    works append 310115 1 1
    works append 310115 2 1
    until_true 20 all_have 310115 2
    stop 310115 KILL
    rm -rf data-310115
    works suyuan policy close $log --network net --out next.policy
    says "the log $log, owned by node 310115" "node 310115 could not be asked: " "Connection refused" \
        "node 310101 holds 2 entries" "a quorum stands behind 2" "it can end at 2 entries" \
        "held by: 310000 310101 310104" "$log/2 starts at once" "log closes: $log, at 2 entries" \
        "suyuan policy sign next.policy"
}
