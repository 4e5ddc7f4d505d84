#!/usr/bin/env bats
# suyuan policy: from one authority to two of three, and a log that ends.

load helper

# keys N...: authority key files of those who are to join.
joining() {
    local n
    for n in "$@"; do
        works suyuan key new --authority "a$n.key" --json
        eval "a$n=$(member '.public_key + "," + .connect_key')"
    done
}

# two_of_three FILE: a signed policy by which two of three authorities must sign.
two_of_three() {
    joining 2 3
    works suyuan policy new --network demo --out "$1" --authorities-needed 2 \
        --add-authority "$a2" --add-authority "$a3"
}

@test "a policy is drawn up, and says what it changes to whoever signs it" {
    found demo
    two_of_three next.policy
    says "version 1, not in force yet" "authority joins: ${a2%,*}" "authority joins: ${a3%,*}" \
        "2 of 3 authorities must sign; until now 1 of 1" "suyuan policy sign next.policy"
    works suyuan policy sign next.policy --network demo --key demo/authority.key
    says "authority joins: ${a2%,*}" "signed by 1 of the authorities in force before it; 1 must" \
        "signed by 1 of the authorities that it names; 2 must"
    works suyuan policy sign next.policy --network demo --key a2.key
    says "signed by 2 of the authorities that it names; 2 must" "suyuan policy adopt next.policy"
    works suyuan policy show next.policy --network demo --json
    [ "$(member '[.version, .signed_before, .signed_after, .needed_after] | join(" ")')" = \
        "1 1 2 2" ]
    [ "$(member .previous)" = "$(sha256sum demo/network.json | cut -d ' ' -f 1)" ]
    LANG=zh_CN.UTF-8 works suyuan policy show next.policy --network demo
    says "第 1 版规则" "3 个管理机构中须有 2 个签名"
    fails 2 suyuan policy sign next.policy --network demo --key a2.key
    says "[policy_signed_already]"
    joining 4
    fails 2 suyuan policy sign next.policy --network demo --key a4.key
    says "[policy_not_a_signer]"
}

@test "a document that was changed after it was signed is found" {
    found demo
    two_of_three next.policy
    works suyuan policy sign next.policy --network demo --key demo/authority.key
    sed -i 's/"records": 10000/"records": 9999/' next.policy
    fails_saying 1 "[policy_signature]" suyuan policy show next.policy --network demo
    echo "signature AAAA" >>next.policy
    fails 3 suyuan policy show next.policy --network demo
    says "[policy_form]" "line "
}

# fails_saying STATUS TEXT COMMAND...: the exit status, and what is said, whatever was shown before.
fails_saying() {
    local want=$1 text=$2 got=0
    shift 2
    output=$("$@" 2>&1) || got=$?
    [ "$got" -eq "$want" ] && says "$text"
}

# adopt_by_hand FILE DIR: as if a node had given it.
adopt_by_hand() {
    mkdir -p "$2/policies"
    cp "$1" "$2/policies/$(sed -n 's/^  "version": \([0-9]*\),$/\1/p' "$1").policy"
}

@test "the policies that are kept are verified from network.json every time" {
    found demo
    two_of_three one.policy
    works suyuan policy sign one.policy --network demo --key demo/authority.key
    adopt_by_hand one.policy demo
    fails 3 suyuan network show --network demo
    says "[policy_too_few_after]" "demo/policies/1.policy" "1/2"
    rm demo/policies/1.policy
    works suyuan policy sign one.policy --network demo --key a3.key
    adopt_by_hand one.policy demo
    works suyuan network show --network demo --json
    [ "$(member '[.policy_version, .authority.k, .authority.of] | join(" ")')" = "1 2 3" ]
    [ "$(member .network_id)" = "$(sha256sum demo/network.json | cut -d ' ' -f 1)" ]
    # The founder alone can do nothing any more.
    works suyuan policy new --network demo --out two.policy --remove-authority "${a2%,*}" \
        --remove-authority "${a3%,*}" --authorities-needed 1
    works suyuan policy sign two.policy --network demo --key demo/authority.key
    adopt_by_hand two.policy demo
    fails 3 suyuan network show --network demo
    says "[policy_too_few_before]" "1/2"
    rm demo/policies/2.policy
    works suyuan policy sign two.policy --network demo --key a2.key
    adopt_by_hand two.policy demo
    works suyuan network show --network demo --json
    [ "$(member .policy_version)" = 2 ]
    # An older one in the place of a newer one, and a gap.
    cp demo/policies/1.policy demo/policies/2.policy
    fails 3 suyuan network show --network demo
    says "[policy_version]"
    cp two.policy demo/policies/2.policy
    rm demo/policies/1.policy
    fails 3 suyuan network show --network demo
    says "[policy_gap]"
}

@test "a log is closed where it ends, and succeeded; it stays in the list" {
    local origin=suyuan.example/test/310000 vkey root
    found demo
    root=$(head -c 32 /dev/zero | base64)
    fails 2 suyuan policy new --network demo --out no.policy --close-log $origin --size 5
    says "[policy_bad_end]"
    fails 2 suyuan policy new --network demo --out no.policy --close-log $origin/2 --size 5 \
        --root "$root"
    says "[policy_bad_log]"
    works suyuan policy new --network demo --out one.policy --close-log $origin --size 5 \
        --root "$root"
    says "log closes: $origin, at 5 entries"
    works suyuan policy sign one.policy --network demo --key demo/authority.key
    adopt_by_hand one.policy demo
    works suyuan network show --network demo
    says "log $origin, closed at 5 entries"
    # A key of its own, and the next number.
    found other
    vkey=$(jq -r '.logs[0].vkey' other/network.json)
    fails 2 suyuan policy new --network demo --out two.policy --open-log "$vkey"
    says "[listed_twice]"
    fails 2 suyuan policy new --network demo --out two.policy --close-log $origin --size 6 \
        --root "$root"
    says "[policy_bad_log]"
}

@test "whom to trust about a log, as others read it" {
    works suyuan network new --name suyuan.example/sh --out sh --node 310000=a:1 \
        --node 310101=b:1 --node 310115=c:1
    works suyuan network show --network sh --policy-text suyuan.example/sh/310101
    [ "$(head -1 <<<"$output")" = "log $(jq -r '.logs[1].vkey' sh/network.json)" ]
    [ "$(grep -c ^witness <<<"$output")" -eq 4 ]
    says "group 310115 any suyuan.example/sh/310115/mirror suyuan.example/sh/310115/witness" \
        "group districts 2 310000 310115" "quorum districts"
    found demo
    works suyuan network show --network demo --policy-text suyuan.example/test/registry
    [ "$(tail -1 <<<"$output")" = "quorum none" ]
    fails 2 suyuan network show --network demo --policy-text suyuan.example/test/310101
    says "[show_unknown_log]"
}
