#!/usr/bin/env bats
# What policies change while all nodes run: logs that end, their next generations, nodes, cosigners.

load ../cli/helper
load nodes

teardown() {
    stop_all
}

# next_key CODE ORIGIN: a key for the log in the node's key file; its vkey goes into $vkey.
next_key() {
    echo "log suyuan.example/test/$2 $(head -c 32 /dev/urandom | base64)" >>"net/$1.key"
    vkey=$(suyuan key show "net/$1.key" --json |
        jq -er --arg origin "suyuan.example/test/$2" '.logs[] | select(.origin == $origin) | .vkey')
}

# checkpoint_of CODE ORIGIN FILE: what the node serves of the log.
checkpoint_of() {
    rm -rf tiles-of
    suyuan export tiles --node "$1" --log "suyuan.example/test/$2" --out tiles-of >/dev/null
    cp tiles-of/checkpoint "$3"
}

# keeps CODE ORIGIN
keeps() {
    grep -q "event=log_open origin=suyuan.example/test/$2 " "$1.log"
}

# lost_owner: a log of two entries whose owner was wiped and has them again from the others.
lost_owner() {
    city
    works append 310115 1 1
    works append 310115 2 1
    until_true 20 all_have 310115 2
    stop 310115 KILL
    rm -rf data-310115
    start 310115
    until_true 20 grep -q "event=log_lost origin=suyuan.example/test/310115 reason=wiped" 310115.log
    until_true 20 has 310115 310115 2
}

# next_policy: the document that ends the log of 310115 where 310101 has it, and opens its next generation.
next_policy() {
    checkpoint_of 310101 310115 last.checkpoint
    next_key 310115 310115/2
    works suyuan policy new --network net --out next.policy --close-log suyuan.example/test/310115 \
        --checkpoint last.checkpoint --open-log "$vkey"
}

@test "a wiped owner: its log is closed and the next generation opens, while all nodes run" {
    lost_owner
    next_policy
    in_force next.policy
    for code in 310000 310115 310101 310104; do
        until_true 20 keeps "$code" 310115/2
    done
    until_true 20 grep -q "event=log_signed origin=suyuan.example/test/310115/2 size=0 reason=first" 310115.log
    works append 310115 3 1
    says "entry 0 of suyuan.example/test/310115/2"
    until_true 20 all_have 310115/2 1
    works suyuan verify --network net receipts/*.receipt
    for code in 310000 310115 310101 310104; do
        works suyuan audit --node "$code" --log suyuan.example/test/310115
        works suyuan audit --node "$code" --log suyuan.example/test/310115/2
    done
    until_true 20 same_logs 310115
    until_true 20 same_logs 310115/2
    works suyuan journey --node 310104 urn:epc:id:sgtin:4012345.077889.3
    says "entry 0 of suyuan.example/test/310115/2"
    for code in 310000 310115 310101 310104; do
        stop "$code"
    done
    start 310000 310115 310101 310104
    grep -q "event=log_open origin=suyuan.example/test/310115/2 owner=310115 size=1" 310101.log
    until_true 20 grep -q "event=log_signed origin=suyuan.example/test/310115/2 size=1 reason=agreed" 310115.log
    works append 310115 4 1
    says "entry 1 of suyuan.example/test/310115/2"
    works suyuan journey --node 310115 urn:epc:id:sgtin:4012345.077889.3
}

@test "the key of the next generation may come later: the node says so, and takes it up by itself" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    checkpoint_of 310101 310115 last.checkpoint
    cp net/310115.key without.key
    next_key 310115 310115/2
    mv net/310115.key with.key
    cp without.key net/310115.key
    works suyuan policy new --network net --out next.policy --close-log suyuan.example/test/310115 \
        --checkpoint last.checkpoint --open-log "$vkey"
    in_force next.policy
    until_true 20 grep -q "event=log_key_missing origin=suyuan.example/test/310115/2" 310115.log
    fails 3 append 310115 2 1
    says "has no key for that log yet"
    stop 310115
    start 310115 # a restart changes nothing of it
    grep -q "event=log_key_missing origin=suyuan.example/test/310115/2" 310115.log
    works suyuan status --node 310115
    says "log suyuan.example/test/310115/2" "unknown_key"
    mv with.key net/310115.key
    until_true 20 grep -q "event=log_signed origin=suyuan.example/test/310115/2 size=0" 310115.log
    works append 310115 2 1
    says "entry 0 of suyuan.example/test/310115/2"
}

# size_of_log CODE ORIGIN SIZE: exactly so many entries.
is_of_size() {
    [ "$(size_at "$1" "$2")" -eq "$3" ]
}

@test "a log that is closed before its last entries: nothing behind the end stays anywhere" {
    city
    works append 310115 1 1
    works append 310115 2 1
    until_true 20 all_have 310115 2
    checkpoint_of 310101 310115 last.checkpoint
    cp -r state waiting # what waits for an answer that never comes
    works append 310115 3 1
    rm receipts/*310115-2.*
    until_true 20 all_have 310115 3
    next_key 310115 310115/2
    works suyuan policy new --network net --out next.policy --close-log suyuan.example/test/310115 \
        --checkpoint last.checkpoint --open-log "$vkey"
    in_force next.policy --cut-off
    for code in 310000 310115 310101 310104; do
        until_true 20 grep -q "event=log_set_aside origin=suyuan.example/test/310115 .*error=ok" "$code.log"
        until_true 20 is_of_size "$code" 310115 2
        [ -d "data-$code/aside/suyuan.example+test+310115.1" ]
    done
    works suyuan status --node 310101
    says "1 stores of logs are set aside" "no order to erase reaches them" "then delete it"
    works suyuan status --node 310101 --json
    [ "$(member '.aside_stores == 1 and .aside_bytes > 0')" = true ]
    until_true 20 same_logs 310115
    until_true 20 all_have 310115 2
    works suyuan verify --network net receipts/*.receipt
    works append 310115 3 1 # it is in no log any more
    says "entry 0 of suyuan.example/test/310115/2"
    until_true 20 all_have 310115/2 1
    for code in 310000 310115 310101 310104; do
        works suyuan audit --node "$code" --log suyuan.example/test/310115
        stop "$code"
    done
    start 310000 310115 310101 310104 # and so it stays
    for code in 310000 310115 310101 310104; do
        until_true 20 is_of_size "$code" 310115 2
        ! grep -q "event=log_set_aside" "$code.log"
    done
    until_true 20 all_have 310115/2 1
    works suyuan journey --node 310104 urn:epc:id:sgtin:4012345.077889.3
    says "entry 0 of suyuan.example/test/310115/2"
}

seed() {
    head -c 32 /dev/urandom | base64
}

# key_of CODE MEMBER: a public key of the node's key file.
key_of() {
    suyuan key show "net/$1.key" --json | jq -er ".$2"
}

@test "a rebuilt mirror counts again, with new cosigning keys, as soon as the policy names them" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    stop 310104 KILL
    rm -rf data-310104
    start 310104
    until_true 20 grep -q "event=cosigner_lost name=suyuan.example/test/310104/mirror" 310104.log
    until_true 20 grep -q "event=cosigner_lost name=suyuan.example/test/310104/witness" 310104.log
    works suyuan status --node 310104
    says "it cosigns nothing" "suyuan key renew --cosigners"
    sed -i "/^mirror /d; /^witness /d" net/310104.key
    printf '%s %s %s\n' mirror suyuan.example/test/310104 "$(seed)" witness suyuan.example/test/310104 "$(seed)" \
        >>net/310104.key
    works suyuan policy new --network net --out next.policy --cosigner "$(key_of 310104 mirror)" \
        --cosigner "$(key_of 310104 witness)"
    in_force next.policy
    until_true 20 grep -q "event=cosigner name=suyuan.example/test/310104/mirror" 310104.log
    suyuan status --node 310104 --json | jq -e '.cosigners_lost | not'
    stop 310101 # now the quorum needs it
    works append 310115 2 1
    works suyuan verify --network net receipts/*.receipt
    says "suyuan.example/test/310104/mirror"
    works append 310000 3 1
}

# add_node CODE ADDRESS: its keys, its log, its cosigners, and where it is.
add_node() {
    local place=suyuan.example/test/$1
    cat >"net/$1.key" <<END
suyuan-key/v1
log $place $(seed)
mirror $place $(seed)
witness $place $(seed)
transport $1 $(seed)
statement $1 $(seed)
END
    chmod 600 "net/$1.key"
    works suyuan policy new --network net --out next.policy --open-log "$(key_of "$1" 'logs[0].vkey')" \
        --add-node "$1,$(key_of "$1" transport_key),$(key_of "$1" statement_key)" \
        --cosigner "$(key_of "$1" mirror)" --cosigner "$(key_of "$1" witness)"
    in_force next.policy
    works suyuan registry node add "node:$1" --network net --node 310000 --key net/authority.key --address "$2" \
        --transport "$(key_of "$1" transport_key)"
}

# adopted VERSION CODE...: the nodes follow that policy.
adopted() {
    local code version=$1
    shift
    for code in "$@"; do
        until_true 20 grep -q "event=policy version=$version " "$code.log"
    done
}

@test "a node is added while the others run, moves, and is removed" {
    city
    works append 310115 1 1
    codes+=(310105)
    add_node 310105 "$(address_of 310105)"
    # Of clients; the nodes that run have read theirs.
    jq --arg at "$(address_of 310105)" '.nodes += [{code: "310105", addresses: [$at]}]' net/nodes.json >nodes.json
    mv nodes.json net/nodes.json
    start 310105
    for code in 310000 310115 310101 310104; do
        until_true 20 keeps "$code" 310105
        until_true 30 linked "$code" 310105
        until_true 30 linked 310105 "$code"
    done
    until_true 30 has 310105 310115 1
    until_true 20 grep -q "event=log_signed origin=suyuan.example/test/310105 " 310105.log
    until_true 30 suyuan append --network net --node 310105 --key org.key --as "$org" --receipts receipts events-1.json
    works suyuan verify --network net receipts/*.receipt
    until_true 20 all_have 310105 1
    until_true 20 same_logs 310105
    # It moves: only the registry says so.
    stop 310105
    codes[4]=moved codes[5]=310105
    works suyuan registry node move node:310105 --network net --node 310000 --key net/authority.key \
        --address "$(address_of 310105)"
    sed -i "s/127[.0-9]*5:7411/$(address_of 310105)/" net/nodes.json
    start 310105
    until_true 30 linked 310115 310105
    until_true 30 linked 310105 310115
    # It leaves: what it asks is what a client may ask.
    works suyuan status --node 310105 --json
    jq -j '.logs[] | select(.origin == "suyuan.example/test/310105") | .checkpoint.note' <<<"$output" >last.checkpoint
    works suyuan policy new --network net --out last.policy --close-log suyuan.example/test/310105 \
        --checkpoint last.checkpoint --remove-node 310105
    in_force last.policy
    adopted 2 310000 310115 310101 310104
    until_true 20 linked_no_more 310115 310105
    works append 310115 9 1
    works suyuan verify --network net receipts/*.receipt
    stop 310105 # nobody gave it what came since
    works suyuan audit --network net --data data-310105 --log suyuan.example/test/310115 --json
    [ "$(member '.logs[] | select(.origin == "suyuan.example/test/310115") | .entries')" -eq 1 ]
}

linked_no_more() {
    ! linked "$1" "$2"
}

@test "killed in the middle of a change: a restart comes to the same" {
    lost_owner
    next_policy
    in_force next.policy
    stop 310115 KILL
    stop 310104 KILL
    stop 310101 KILL
    start 310115 310104 310101
    until_true 20 grep -q "event=log_signed origin=suyuan.example/test/310115/2 size=0" 310115.log
    works append 310115 3 1
    says "entry 0 of suyuan.example/test/310115/2"
    stop 310115 KILL
    start 310115
    until_true 20 all_have 310115/2 1
    until_true 20 same_logs 310115
    until_true 20 same_logs 310115/2
    works suyuan verify --network net receipts/*.receipt
}

@test "what an earlier generation has, the next one does not take again: the receipt says where it is" {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    stop 310115
    fails 3 append 310115 2 1 # it waits
    cp -r state/suyuan/outbox waiting
    start 310115
    until_true 20 append 310115 2 1
    until_true 20 all_have 310115 2
    next_policy
    in_force next.policy
    until_true 20 grep -q "event=log_signed origin=suyuan.example/test/310115/2 " 310115.log
    works append 310115 3 1
    rm -rf state/suyuan/outbox receipts
    mv waiting state/suyuan/outbox
    append 310115 2 1 >out 2>&1 || true
    cat out
    grep -q "entry 1 of suyuan.example/test/310115[^/]" out
    works suyuan verify --network net receipts/*.receipt
    [ "$(size_at 310115 310115/2)" -eq 1 ]
}
