#!/usr/bin/env bats
# The registry's owner has lost what it signed: no policy can close that log, and it is resumed.

load ../cli/helper
load nodes

registry=suyuan.example/test/registry

teardown() {
    stop_all
}

# admit USCC: one more organisation.
admit() {
    [ -f "$1.key" ] || suyuan key new "$1.key" >/dev/null
    request=$(suyuan key request --network net --key "$1.key" --for "uscc:$1" --use sign --json | jq -r .request)
    suyuan registry admit --node 310000 --key net/authority.key --uscc "$1" --name 二 --org-key "$request"
}

# resume [OPTION...]: of the city's registry.
resume() {
    suyuan key resume --network net --key net/310000.key --data data-310000 "$@"
}

lost() {
    until_true 20 grep -q "event=log_lost origin=$registry reason=$1 next=\".*suyuan key resume" 310000.log
}

# resumed SIZE: the registry is signed again, and every node has the next act.
resumed() {
    until_true 30 grep -q "event=log_signed origin=$registry size=$1 reason=resumed" 310000.log
    until_true 30 admit 91310114MAYYYY040R
    until_true 30 all_have registry $(($1 + 1))
    until_true 20 same_logs registry
    [ "$(grep -c resume net/310000.key.stores)" -eq 0 ]
    for code in 310000 310115; do
        works suyuan audit --node "$code"
        says "every rule holds"
    done
}

@test "only the registry is resumed, by its own node, stopped, and with something to go on with" {
    city
    fails 2 resume
    says "[resume_runs]" "stop it"
    fails 2 resume --log suyuan.example/test/310000
    says "[resume_not_the_registry]" "suyuan policy close suyuan.example/test/310000"
    fails 2 suyuan key resume --network net --key net/310115.key --data data-310115
    says "[resume_not_its_log]" "which node 310000 sequences"
    stop 310000
    fails 2 suyuan key resume --network net --key net/310000.key --data nowhere
    says "[resume_empty]"
    [ "$(grep -c resume net/310000.key.stores)" -eq 0 ]
    works resume --json
    [ "$(member .size)" -eq 1 ]
    [ "$(member .awaited)" = "310115 310101 310104" ]
}

@test "a registry whose store was wiped comes back, is resumed, and waits for every node" {
    city
    stop 310000 KILL
    rm -rf data-310000
    start 310000
    lost wiped
    until_true 20 has 310000 registry 1
    fails 3 admit 91310115MA1K3BTP2B
    says "never signs this log again" "suyuan status"
    works suyuan status --node 310000
    says "appends: never again" "(wiped)" "suyuan key resume"
    stop 310000
    works resume
    says "of 1 entries" "310115 310101 310104"
    stop 310104
    start 310000
    until_true 20 grep -q "event=log_waits origin=$registry for=\"310104\"" 310000.log
    fails 3 admit 91310115MA1K3BTP2B
    says "nodes 310104" "not_yet"
    works suyuan status --node 310000
    says "waits for what these nodes know of it: 310104"
    [ "$(grep -c "event=log_signed origin=$registry" 310000.log)" -eq 0 ]
    start 310104
    resumed 1
    stop 310000 # the next start is one as any other
    start 310000
    until_true 20 grep -q "event=log_signed origin=$registry size=2 reason=agreed" 310000.log
}

@test "a registry that was put back from an older copy first takes what the others have, then is resumed" {
    city
    stop 310000
    cp -r data-310000 older
    start 310000
    until_true 30 grep -q "event=log_signed origin=$registry " 310000.log
    until_true 30 admit 91310115MA1K3BTP2B
    until_true 30 all_have registry 2
    stop 310000
    rm -rf data-310000
    mv older data-310000
    works resume
    says "of 1 entries"
    start 310000
    lost rolled_back
    until_true 20 has 310000 registry 2
    stop 310000
    start 310000
    resumed 2
}
