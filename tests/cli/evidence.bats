#!/usr/bin/env bats
# suyuan evidence check

load helper

log=suyuan.example/test/310000

# made WHAT: the evidence that make_evidence writes, in WHAT.evidence; network demo.
made() {
    [ -d demo ] || found demo
    "$SUYUAN_BUILD/tests/cli/make_evidence" demo/network.json demo/310000.key "$1" >"$1.evidence"
}

# proves_nothing WORDS FILE
proves_nothing() {
    fails 1 suyuan evidence check --network demo "$2"
    says "[evidence_fails]" "$1"
}

@test "two histories that one key signed are a fork" {
    made fork
    works suyuan evidence check --network demo fork.evidence
    says "fork.evidence: proves that the log $log broke its promise" \
        "two histories that cannot both be true" "signed by node 310000" "it signed: 2 entries" \
        "no policy known here has closed this log"
    [ "$(grep -c 'it signed: 2 entries' <<<"$output")" -eq 2 ]
    LANG=zh_CN.UTF-8 works suyuan evidence check --network demo fork.evidence
    says 违背了承诺 不能同时为真
    works suyuan evidence check --network demo --json fork.evidence
    [ "$(member '[.proves, .log, .node, .kind, .closed, (.trees | length)] | join(" ")')" = \
        "true $log 310000 fork false 2" ]
    [ "$(member '.trees[0].root != .trees[1].root')" = true ]
    works suyuan evidence check --network demo - <fork.evidence
}

@test "an entry that breaks a rule, under a signed root" {
    made entry
    made other-rule
    works suyuan evidence check --network demo entry.evidence
    says "entry 0, under its signature, breaks rule V1"
    works suyuan evidence check --network demo --json entry.evidence
    [ "$(member '[.proves, .kind, .rule, .index] | join(" ")')" = "true entry V1 0" ]
    proves_nothing "does not break that rule" other-rule.evidence
}

@test "what proves nothing is no evidence, and says why" {
    made fork
    made same
    proves_nothing "do not contradict each other" same.evidence
    output=$(suyuan evidence check --network demo --json same.evidence 2>errors) && return 1
    [ "$(member '[.proves, .error] | join(" ")')" = "false bad_proof" ]
    echo "not evidence" >other
    proves_nothing "no evidence" other
    head -c 70000 /dev/zero >large
    proves_nothing "larger than evidence can be" large
    found elsewhere
    fails 1 suyuan evidence check --network elsewhere fork.evidence
    says "[evidence_fails]"
    fails 3 suyuan evidence check --network demo nothing.evidence
    fails 3 suyuan evidence check --network nothing fork.evidence
    fails 2 suyuan evidence check --network demo
}

@test "every byte of it that is changed is noticed" {
    local at byte size
    made fork
    size=$(stat -c %s fork.evidence)
    for at in $(seq 0 13 $((size - 1))); do
        cp fork.evidence bad.evidence
        byte=A
        [ "$(dd if=fork.evidence bs=1 skip="$at" count=1 2>/dev/null)" != A ] || byte=B
        printf %s "$byte" | dd of=bad.evidence bs=1 seek="$at" conv=notrunc 2>/dev/null
        proves_nothing "" bad.evidence
    done
    head -c -1 fork.evidence >short
    proves_nothing "" short
}

@test "a log that a policy has closed stays accused" {
    made fork
    works suyuan policy new --network demo --out one.policy --close-log $log --size 1 \
        --root "$(head -c 32 /dev/zero | base64)"
    works suyuan policy sign one.policy --network demo --key demo/authority.key
    mkdir demo/policies
    cp one.policy demo/policies/1.policy
    works suyuan evidence check --network demo fork.evidence
    says "a policy has closed this log at 1 entries; its successor: -"
    works suyuan evidence check --network demo --json fork.evidence
    [ "$(member '[.proves, .closed] | join(" ")')" = "true true" ]
}
