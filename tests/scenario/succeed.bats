#!/usr/bin/env bats
# What people type when a log's owner has lost its store, or its log has forked.

load ../cli/helper
load nodes

log=suyuan.example/test/310115
others="310000 310101 310104"

teardown() {
    stop_all
}

# renewed: the vkey of the next generation, whose key is now in the owner's key file, goes into $vkey.
renewed() {
    works suyuan key renew --network net --key net/310115.key --log $log --json
    vkey=$(member '.logs[-1].vkey')
}

# wiped: the owner, which has everything again that the others hold.
wiped() {
    stop 310115 KILL
    rm -rf data-310115
    start 310115
    until_true 20 grep -q "event=log_lost origin=$log reason=wiped" 310115.log
    until_true 20 has 310115 310115 "$1"
}

# open_everywhere ORIGIN
open_everywhere() {
    local code
    for code in 310115 $others; do
        until_true 20 grep -q "event=log_open origin=$1 " "$code.log"
    done
    until_true 20 grep -q "event=log_signed origin=$1 size=0 reason=first" 310115.log
}

# waiting: how many statements are in the outbox.
waiting() {
    find state -name '*.statement' ! -path '*/refused/*' | wc -l
}

# ends STATUS COMMAND...: all that it writes is in $output.
ends() {
    local want=$1 got=0
    shift
    output=$("$@" 2>&1) || got=$?
    [ "$got" -eq "$want" ] || { printf '%s\nexit status %s\n%s\n' "$*" "$got" "$output"; return 1; }
}

@test "where a log that its owner has lost can end, as all nodes say" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    works suyuan policy close $log --network net --out early.policy
    works append 310115 2 1 # behind where that one ends it
    until_true 20 all_have 310115 2
    works suyuan policy sign early.policy --network net --key net/authority.key
    ends 1 suyuan policy adopt early.policy --network net --key net/authority.key
    says "[policy_cuts_off]" "has 2 entries at node" "ends it at 1"
    stop 310115 KILL
    rm -rf data-310115
    works suyuan policy close $log --network net --out next.policy
    says "the log $log, owned by node 310115" "node 310115 could not be asked: " "Connection refused" \
        "node 310101 holds 2 entries" "a quorum stands behind 2" "it can end at 2 entries" \
        "held by: 310000 310101 310104" "$log/2 starts at once" "log closes: $log, at 2 entries" \
        "suyuan policy sign next.policy"
    stop 310101
    stop 310104 # a quorum of two others may have cosigned what 310000 has not
    output=$(suyuan policy close $log --network net --out no.policy 2>&1) && return 1
    says "[close_too_few]" "only 1 of the 3 other nodes"
    [ ! -e no.policy ]
    works suyuan policy close $log --network net --out cut.policy --cut-off
    says "it can end at 2 entries"
}

@test "a wiped owner: its log is closed and succeeded in one policy, and what waited arrives once" {
    city
    cp -r net stranger # somebody who hears of no policy before
    works append 310115 1 1
    stop 310104
    got=0 # it is in the log, and the answer was not the one that was wanted: it waits
    output=$(append 310115 2 1 --durability witnessed:3 2>&1) || got=$?
    [ "$got" -eq 1 ]
    says "durability_short"
    start 310104
    until_true 20 all_have 310115 2
    wiped 2
    works suyuan status --node 310115
    says "  2 entries with 2 records" "appends: never again" "(wiped)" "suyuan policy close $log --open-log VKEY"
    ends 3 append 310115 3 1
    says "never signs this log again" "waiting in" "has opened the log's successor"
    [ "$(waiting)" -eq 2 ]
    find state -name '*.statement' -exec sha256sum {} + | sort >before
    renewed
    works suyuan policy close $log --network net --out next.policy --open-log "$vkey"
    says "it can end at 2 entries" "log opens: $log/2" "log closes: $log, at 2 entries"
    in_force next.policy
    open_everywhere $log/2
    find state -name '*.statement' -exec sha256sum {} + | sort | cmp - before
    # The same command again: the one is in the old log, the other goes to the new one.
    SUYUAN_NETWORK=stranger ends 0 append 310115 3 1
    says "the log $log was closed at 2 entries; its successor takes what is sent: $log/2" \
        "entry 1 of $log: was there already" "entry 0 of $log/2"
    [ "$(waiting)" -eq 0 ]
    works append 310115 4 1 --json
    [ "$(member '[.files[0].entries[] | .origin, .index, .known] | join(" ")')" = "$log/2 1 false" ]
    until_true 20 all_have 310115/2 2
    # A key of the closed log signs nothing more, and everything verifies everywhere.
    works suyuan verify --network net receipts/*.receipt
    works suyuan verify --network net --json receipts/*+310115-0.receipt
    [ "$(member '.receipts[0].proved | [.log_closed, .final_size, .successor] | join(" ")')" = "true 2 $log/2" ]
    for code in 310115 $others; do
        works suyuan audit --node "$code" --log $log/2 --json
        [ "$(member '[.logs[] | select(.ok) | [.origin, .entries, .closed] | join(" ")] | .[1:] | join(", ")')" = \
            "$log 2 true, $log/2 2 false" ]
        works suyuan journey --node "$code" urn:epc:id:sgtin:4012345.077889.3
        says "entry 0 of $log/2"
        works suyuan journey --node "$code" urn:epc:id:sgtin:4012345.077889.1
        says "entry 0 of $log"
    done
    works suyuan status --node 310101
    says "closed at 2 entries by a policy; its successor: $log/2"
    until_true 20 same_logs 310115
    until_true 20 same_logs 310115/2
    ends 2 suyuan policy close $log --network net --out again.policy
    says "[close_not_open]" "$log/2 has succeeded it"
    ends 0 suyuan export epcis --node 310104 --log $log --key org.key --as "$org" --out old.jsonld
    says "[export_goes_on]" "--log $log/2"
    works suyuan export epcis --node 310104 --log $log/2 --key org.key --as "$org" --out new.jsonld
    [ "$(jq -s 'map(.epcisBody.eventList | length) | join(" ")' -r old.jsonld new.jsonld)" = "2 2" ]
    works suyuan registry signed-by --node 310104 "$(suyuan key show --json org.key | jq -r .public_key)" --json
    for code in 310115 $others; do
        stop "$code"
    done
}

@test "what the owner signed and nobody else held is not part of the log, and is said to be evidence" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    for code in $others; do
        stop "$code"
    done
    works append 310115 2 1 --durability local
    says "suyuan receipt renew --network net receipts/"
    receipt=$(ls receipts/*+310115-1.receipt)
    ends 1 suyuan verify --network net "$receipt"
    says "[receipt_fails]" "append --durability local"
    stop 310115 KILL
    rm -rf data-310115
    start $others
    until_true 30 grep -q "event=log_signed origin=suyuan.example/test/registry " 310000.log
    until_true 30 all_have 310115 1
    start 310115
    until_true 20 grep -q "event=log_lost origin=$log reason=wiped" 310115.log
    renewed
    works suyuan policy close $log --network net --out next.policy --open-log "$vkey"
    says "it can end at 1 entries"
    in_force next.policy
    open_everywhere $log/2
    ends 1 suyuan verify --network net "$receipt"
    says "[receipt_cut_off]" "not part of the log $log" "this would be entry 1" "evidence" "suyuan append"
    ends 1 suyuan verify --network net --json "$receipt"
    LANG=zh_CN.UTF-8 ends 1 suyuan verify --network net "$receipt"
    says 不属于日志
    works append 310115 2 1 # it is reported again, and has a place
    says "entry 0 of $log/2"
    until_true 20 all_have 310115/2 1
    works suyuan journey --node 310104 urn:epc:id:sgtin:4012345.077889.2
    says "entry 0 of $log/2"
}

@test "a fork: the history that a quorum stands behind is proposed, another only by name and word" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    stop 310104
    cp -r data-310115 data-before
    works append 310115 2 1 # a quorum of the others: 310000 and 310101
    for code in 310000 310101 310115; do
        stop "$code"
    done
    # The owner signs another second entry, and shows it to 310104 alone.
    mv data-310115 data-first
    mv data-before data-310115
    start 310115 310104
    until_true 40 grep -q "event=log_signed origin=$log size=1" 310115.log
    ends 3 append 310115 3 1 --durability local # the same place once more
    says "[receipt_of_another]" "receipts/suyuan.example+test+310115-1" "one place twice"
    [ "$(waiting)" -eq 1 ]
    until_true 20 has 310104 310115 2
    stop 310115
    start 310000 310101
    until_true 30 grep -q "event=log_signed origin=suyuan.example/test/registry " 310000.log
    until_true 30 grep -q "event=evidence origin=$log" 310101.log
    renewed
    works suyuan policy close $log --network net --out next.policy --open-log "$vkey"
    says "history 1 of the fork" "history 2 of the fork" "it can end at 2 entries" "held by: 310000 310101"
    ends 1 suyuan policy close $log --network net --out other.policy --held-by 310104
    says "[close_cuts_off]" "to end it at 2 entries cuts off what a quorum stands behind: 2 entries"
    [ ! -e other.policy ]
    works suyuan policy close $log --network net --out other.policy --held-by 310104 --cut-off --json
    [ "$(member '[.histories, .end.size, (.end.held_by | join("+")), .file] | join(" ")')" = "2 2 310104 other.policy" ]
    in_force next.policy
    rm -rf data-310115
    mv data-first data-310115
    start 310115
    for code in 310000 310115 310101; do
        until_true 20 grep -q "event=log_open origin=$log/2 " "$code.log"
    done
    until_true 20 grep -q "event=log_signed origin=$log/2 size=0" 310115.log
    works append 310115 3 1 # what waits was only in the other history
    says "entry 0 of $log/2"
    works suyuan verify --network net receipts/*.receipt
    for code in 310115 310000 310101; do
        works suyuan audit --node "$code" --log $log/2
    done
}

@test "a mirror that was wiped takes new cosigning keys by a policy, and has a vote again" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    stop 310101 KILL
    rm -rf data-310101
    works suyuan key renew --network net --key net/310101.key --cosigners --json
    mirror=$(member .mirror) witness=$(member .witness)
    works suyuan policy new --network net --out next.policy --cosigner "$mirror" --cosigner "$witness"
    says "cosigner has another key: suyuan.example/test/310101/mirror"
    in_force next.policy
    start 310101
    until_true 20 has 310101 310115 1
    works suyuan key renew --network net --key net/310101.key --cosigners --json # it is named now: not these again
    [ "$(member .made)" = true ]
    stop 310104 # its vote is needed for the quorum, then
    works append 310115 2 1
    works suyuan verify --network net --json receipts/suyuan.example+test+310115-1.receipt
    member '.receipts[0].proved.witnesses[].name' | grep -q suyuan.example/test/310101/mirror
}

@test "a node that comes late learns whose votes count: cosigners have had new keys since the genesis" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    for code in 310104 310115; do # of the three whose votes the registry has
        works suyuan key renew --network net --key "net/$code.key" --cosigners --json
        mirror=$(member .mirror) witness=$(member .witness)
        works suyuan policy new --network net --out "$code.policy" --cosigner "$mirror" --cosigner "$witness"
        in_force "$code.policy"
    done
    until_true 20 all_have registry 3
    stop 310101 KILL
    rm -rf data-310101
    start 310101
    until_true 20 has 310101 310115 1
    until_true 20 all_have registry 3
    grep -q "event=policy version=2" 310101.log
}
