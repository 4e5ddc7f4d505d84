#!/usr/bin/env bats
# suyuan key renew, policy close, policy succeed: what people type when a log ends.

load helper
load own_node

log=suyuan.example/test/310000

# seeds FILE: the secret seeds of a key file, a line each.
seeds() {
    grep -v '^#' "$1" | awk 'NR > 1 { print $NF }'
}

# renew [OPTION...]: of the node's log.
renew() {
    suyuan key renew --network demo --key demo/310000.key --log $log "$@"
}

# by_hand FILE: signed by the authority, and in force as if a node had given it.
by_hand() {
    works suyuan policy sign "$1" --network demo --key demo/authority.key
    mkdir -p demo/policies
    cp "$1" "demo/policies/$(sed -n 's/^  "version": \([0-9]*\),$/\1/p' "$1").policy"
}

# closed SIZE: a network whose log a policy has closed there.
closed() {
    found demo
    works suyuan policy new --network demo --out close.policy --close-log $log --size "$1" \
        --root "$(head -c 32 /dev/zero | base64)"
    by_hand close.policy
}

@test "the key of the next generation is made once, in the node's own file, and never shown" {
    found demo
    seeds demo/310000.key >before
    works renew
    says "new keys are in demo/310000.key" "$log/2" "suyuan policy close $log --open-log VKEY"
    [ "$(stat -c %a demo/310000.key)" = 600 ]
    grep -q "^log $log/2 " demo/310000.key
    seeds demo/310000.key >after
    [ "$(wc -l <after)" -eq $(($(wc -l <before) + 1)) ]
    for seed in $(cat after); do
        [[ "$output" != *"$seed"* ]]
    done
    while read -r seed; do grep -qxF -e "$seed" after; done <before
    works renew --json # a second time it is the same
    [ "$(member '[.made, .logs[-1].origin] | join(" ")')" = "false $log/2" ]
    seeds demo/310000.key | cmp - after
    LANG=zh_CN.UTF-8 works renew
    says "中已有" "下一步："
}

@test "a rebuilt mirror takes new cosigning keys; the old ones are gone" {
    found demo
    works suyuan key show --json demo/310000.key
    old=$(member .mirror)
    works suyuan key renew --network demo --key demo/310000.key --cosigners --json
    mirror=$(member .mirror) witness=$(member .witness)
    [ "$(member .made)" = true ]
    [ "$mirror" != "$old" ]
    [ "$(grep -c '^mirror \|^witness ' demo/310000.key)" -eq 2 ]
    works suyuan key renew --network demo --key demo/310000.key --cosigners # until a policy names them
    says "has them already" "$mirror" "--cosigner MIRROR"
    works suyuan policy new --network demo --out next.policy --cosigner "$mirror" --cosigner "$witness"
    says "cosigner has another key: suyuan.example/test/310000/mirror" \
        "cosigner has another key: suyuan.example/test/310000/witness"
    works suyuan key renew --network demo --key demo/310000.key --cosigners --again --json
    [ "$(member .made)" = true ]
    [ "$(member .mirror)" != "$mirror" ]
    by_hand next.policy
    cp demo/310000.key other.key
    works suyuan key renew --network demo --key other.key --cosigners --json # not those that are named
    [ "$(member .made)" = false ]
}

@test "keys are not made for what is somebody else's" {
    works suyuan network new --name suyuan.example/sh --out demo --node 310000=a:1 --node 310101=b:1
    fails 2 suyuan key renew --network demo --key demo/310000.key
    says "[renew_what]"
    fails 2 suyuan key renew --network demo --key demo/310000.key --cosigners --log suyuan.example/sh/310000
    says "[renew_what]"
    for other in suyuan.example/sh/310101 suyuan.example/sh/310000/2 310000; do
        fails 2 suyuan key renew --network demo --key demo/310000.key --log $other
        says "[renew_not_its_log]"
    done
    fails 2 suyuan key renew --network demo --key demo/310000.key --log suyuan.example/sh/registry
    says "[close_registry]" "suyuan key resume"
    fails 2 suyuan key renew --network demo --key demo/authority.key --cosigners
    says "[renew_no_node]"
    fails 3 suyuan key renew --network demo --key nowhere.key --cosigners
}

@test "the successor of a log that is closed is opened, and no other" {
    closed 5
    works renew --json
    vkey=$(member '.logs[-1].vkey')
    works suyuan policy succeed $log --network demo --out open.policy --open-log "$vkey"
    says "log opens: $log/2, owned by node 310000" "suyuan policy sign open.policy"
    fails 3 suyuan policy succeed $log --network demo --out open.policy --open-log "$vkey"
    says "[file_exists]"
    fails 2 suyuan policy succeed $log --network demo --out no.policy --open-log "${vkey/\/2+/\/3+}"
    says "[successor_wrong]" "named $log/2"
    fails 2 suyuan policy succeed $log --network demo --out no.policy --open-log x
    says "[successor_wrong]"
    fails 2 suyuan policy succeed $log/2 --network demo --out no.policy --open-log "$vkey"
    says "[succeed_not_closed]"
    by_hand open.policy
    works suyuan network show --network demo
    says "log $log, closed at 5 entries" "log $log/2"
    works renew --json # the third, now
    [ "$(member '[.made, .logs[-1].origin] | join(" ")')" = "true $log/3" ]
    fails 2 suyuan policy succeed $log --network demo --out no.policy --open-log "$vkey"
    says "[successor_wrong]"
    [ ! -e no.policy ]
}

@test "a log is closed where its node has it, and succeeded in one policy" {
    begin
    events 1 1 >one.json
    works suyuan append one.json
    works renew --json
    vkey=$(member '.logs[-1].vkey')
    works suyuan policy close $log --out next.policy --open-log "$vkey" --json
    [ "$(member '[.log, .histories, .end.size, .end.held_by[0], .file, .version] | join(" ")')" = \
        "$log 1 1 310000 next.policy 1" ]
    [ "$(member '[.nodes[] | .node, .asked, .size] | join(" ")')" = "310000 true 1" ]
    works suyuan policy show next.policy
    says "log opens: $log/2" "log closes: $log, at 1 entries"
    ends 2 suyuan policy close $log --out next.policy --checkpoint a --held-by 310000
    says "[close_one_end]"
    ends 2 suyuan policy close $log --out no.policy --held-by 310115
    says "[close_node_holds_none]"
    ends 3 suyuan policy close $log --out no.policy --checkpoint nowhere
    says "[file_not_found]"
    ends 2 suyuan policy close $log --out no.policy --checkpoint one.json
    says "[close_bad_checkpoint]"
    fails 2 suyuan policy close suyuan.example/test/registry --out no.policy
    says "[close_registry]" "suyuan key resume" "nobody is admitted or revoked"
    for other in $log/2 suyuan.example/test/310115; do
        fails 2 suyuan policy close $other --out no.policy
        says "[close_not_open]"
    done
    fails 2 suyuan policy succeed suyuan.example/test/registry --out no.policy --open-log "$vkey"
    says "[close_registry]" "suyuan key resume"
    ends 2 suyuan policy close $log --out no.policy --open-log "${vkey/\/2+/\/4+}"
    says "[successor_wrong]"
    [ ! -e no.policy ]
    works suyuan policy sign next.policy --key demo/authority.key
    works suyuan policy adopt next.policy --key demo/authority.key
    fails 2 suyuan policy close $log --out no.policy
    says "[close_not_open]"
}

@test "where nobody has an entry a program names no end" {
    begin
    ends 1 suyuan policy close $log --out no.policy
    says "node 310000 holds none of it" "[close_nothing]" "--size 0 --root"
    stop_node
    ends 1 suyuan policy close $log --out no.policy
    says "node 310000 could not be asked" "[close_nothing]"
    ends 1 suyuan policy close $log --out no.policy --json
    [ ! -e no.policy ]
}

# adopted FILE
adopted() {
    works suyuan policy sign "$1" --key demo/authority.key
    works suyuan policy adopt "$1" --key demo/authority.key
}

@test "closed now, succeeded later: who has the older policy waits, who has the newer asks" {
    begin
    cp -r demo stranger
    events 1 1 >one.json
    works suyuan append --receipts receipts one.json
    works suyuan policy close $log --out close.policy
    says "$log/2 starts at once" "suyuan key renew --log $log"
    adopted close.policy
    events 1 2 >two.json
    fails 2 suyuan append two.json
    says "[log_is_closed]"
    ends 3 suyuan append --network stranger two.json # it signed before it heard of it
    says "closed at 1 entries"
    [ "$(waiting)" -eq 1 ]
    works suyuan status
    says "closed at 1 entries by a policy; its successor: -"
    works suyuan status --json
    [ "$(member ".logs[] | select(.origin == \"$log\") | [.closed, .final_size] | join(\" \")")" = "true 1" ]
    works renew --json
    vkey=$(member '.logs[-1].vkey')
    works suyuan policy succeed $log --out open.policy --open-log "$vkey"
    cp -r demo second # it knows that the log is closed, and not what follows
    adopted open.policy
    for _ in $(seq 200); do
        ! grep -q "event=log_open origin=$log/2 " node.log || break
        sleep 0.05
    done
    works suyuan append --network second --receipts receipts two.json
    says "entry 0 of $log/2" "receipt receipts/suyuan.example+test+310000+2-0.receipt"
    [ "$(waiting)" -eq 0 ]
    works suyuan verify receipts/*.receipt
    says "a policy has closed that log since, at 1 entries, this one included; its successor: $log/2"
    works suyuan network show --json
    [ "$(member ".logs[] | select(.origin == \"$log\") | .successor")" = "$log/2" ]
    works suyuan audit --log $log/2
    says "log $log" "closed at 1 entries by a policy; its successor: $log/2" "log $log/2"
    works suyuan journey urn:epc:id:sgtin:4012345.077889.2
    says "entry 0 of $log/2"
    stop_node
    mkdir alone # who has the genesis and the data learns the rest from the registry
    cp demo/network.json alone
    works suyuan audit --network alone --data data --json
    [ "$(member '[.logs[] | [.origin, .entries] | join(" ")] | .[1:] | join(", ")')" = "$log 1, $log/2 1" ]
}
