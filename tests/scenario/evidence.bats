#!/usr/bin/env bats
# A log that has forked: its owner was put back from an older copy and started while nobody who knew better could be
# reached. Every node comes to have the evidence, takes nothing more of the log, and says so.

load ../cli/helper
load nodes

log=suyuan.example/test/310115

teardown() {
    stop_all
}

# frozen CODE: what its status says of the log.
frozen() {
    suyuan status --node "$1" --json | jq -e --arg log "$log" '.logs[] | select(.origin == $log) | .frozen'
}

@test "a fork is evidence at every node: listed, told, kept, checked with no network" {
    grown_older
    works suyuan evidence list
    says "no node that was asked has evidence against a log"
    fails 1 suyuan evidence show --node 310101 $log
    says "has no evidence against $log"
    for code in 310000 310115 310101 310104; do
        stop "$code"
    done
    rm -rf data-310115
    mv older data-310115
    start 310115 # nobody answers: it takes itself for cut off
    until_true 30 grep -q "event=log_signed origin=$log" 310115.log
    mv receipts first-history
    works append 310115 3 1 --durability local
    start 310000 310101 310104
    for code in 310000 310101 310104; do
        until_true 40 frozen "$code"
    done
    works suyuan status --node 310101
    says "it broke its promise" "suyuan policy close $log"

    output=$(SUYUAN_NODE=310000 suyuan evidence list) && return 1
    says "$log: fork, as node 310101 has it" "as node 310104 has it" "suyuan evidence show ORIGIN"
    output=$(suyuan evidence list --node 310101 --json) && return 1
    [ "$(member '[.evidence[] | .log + " " + .kind] | unique | join(",")')" = "$log fork" ]
    works suyuan evidence show --node 310101 $log
    says "proves that the log $log broke its promise" "it signed: 2 entries" "node 310101 serves 2 entries" \
        "cosigned by: " "suyuan evidence check suyuan.example+test+310115.evidence"
    works suyuan evidence show --node 310104 --out other.evidence --json $log
    [ "$(member '[.file, .at, .kind] | join(" ")')" = "other.evidence 310104 fork" ]
    output=$(suyuan audit --node 310104 --log $log 2>&1) && return 1
    says "it broke its promise" "[audit_promise]"
    for code in 310000 310101 310104; do
        stop "$code"
    done
    output=$(suyuan audit --network net --data data-310101 2>&1) && return 1
    says "it broke its promise, and the evidence of it is here: fork" "suyuan evidence show $log" "[audit_promise]"
    output=$(suyuan audit --network net --data data-310101 --log $log --json 2>errors) && return 1
    [ "$(member '[.ok, .logs[-1].ok, .logs[-1].evidence.kind] | join(" ")')" = "false true fork" ]
    jq -j '.logs[-1].evidence.text' <<<"$output" >kept.evidence
    works suyuan evidence check --network net kept.evidence
    works suyuan evidence check --network net suyuan.example+test+310115.evidence
    works suyuan evidence check --network net other.evidence
    fails 3 suyuan evidence list --node 310101
}
