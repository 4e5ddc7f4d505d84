#!/usr/bin/env bats
# suyuan policy: from one authority to two of three, and a log that ends; drawn up, signed, in force.

load helper
load own_node

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

# genesis DIR: the folder as somebody has it who knows network.json and the address, and no policy.
genesis() {
    mkdir "$1"
    cp demo/network.json demo/nodes.json "$1"
}

# vkey NAME KEYFILE: the key of a log of that name, as C2SP writes it.
vkey() {
    local key hash
    key=$(suyuan key show --json "$2" | jq -r .public_key)
    hash=$({ printf '%s\n' "$1"; base64 -d <<<"$key"; } | sha256sum | cut -c 1-8)
    printf '%s+%s+%s' "$1" "$hash" "$key"
}

# reports NUMBER: an event is appended; its receipt is in receipts/.
reports() {
    events 1 "$1" >"event$1.json"
    works suyuan append --receipts receipts "event$1.json"
}
receipt() {
    printf 'receipts/suyuan.example+test+310000-%s.receipt' "$1"
}

@test "a policy that is adopted takes effect, for everybody who asks" {
    begin
    export XDG_STATE_HOME=$PWD/state
    reports 1
    two_of_three one.policy
    works suyuan policy sign one.policy --key demo/authority.key
    fails 1 suyuan policy adopt one.policy --key demo/authority.key
    says "[policy_too_few_after]"
    works suyuan policy sign one.policy --key a2.key
    works suyuan policy adopt one.policy --key demo/authority.key
    says "policy version 1 is in force: registry entry 1"
    works suyuan policy adopt one.policy --key demo/authority.key
    says "policy version 1 is in force"
    reports 2
    # Offline, each under the policy of its time.
    works suyuan verify "$(receipt 0)" "$(receipt 1)"
    genesis old
    works suyuan verify --network old "$(receipt 0)"
    fails_saying 3 "[receipt_policy_newer]" suyuan verify --network old "$(receipt 1)"
    works suyuan receipt show --json "$(receipt 1)"
    [ "$(member .policy_version)" = 1 ]
    works suyuan verify --json "$(receipt 0)"
    [ "$(member '[.. | .policy_version? // empty] | unique | join(" ")')" = 0 ]
    # One authority is none any more, two are.
    suyuan key new farm.key >/dev/null
    fails 2 suyuan registry admit --key demo/authority.key --id reg:310115-7 --name x \
        --org-key "$(request farm.key reg:310115-7)"
    says "[too_few_authorities]"
    works suyuan registry admit --key demo/authority.key --key a2.key --id reg:310115-7 --name x \
        --org-key "$(request farm.key reg:310115-7)"
    # A folder that knows only network.json fetches the chain on its way.
    works suyuan audit --network old
    works suyuan registry list --network old
    works suyuan verify --network old "$(receipt 1)"
    cmp old/policies/1.policy demo/policies/1.policy
    # The data alone says so, too.
    stop_node
    genesis alone
    works suyuan audit --network alone --data data
    [ ! -e alone/policies ]
    rm -r data/views
    start_node
    grep -q "event=policy version=1 " node.log
    works suyuan status --json
    [ "$(member .policy_version)" = 1 ]
    works suyuan status
    says "policy version 1"
    works suyuan policy show --network old
    says "policy version 1 of suyuan.example/test" "2 of 3 authorities must sign"
    works suyuan policy show --network alone --json
    [ "$(member '[.version, (.policies | length)] | join(" ")')" = "0 0" ]
    works suyuan policy show --json
    [ "$(member '[.version, .policies[0].needed, .policies[0].authorities] | join(" ")')" = "1 2 3" ]
}

@test "anybody may bring a policy that has its signatures, nobody one that has not" {
    begin
    two_of_three one.policy
    works suyuan policy sign one.policy --key demo/authority.key
    works suyuan policy sign one.policy --key a3.key
    works suyuan policy adopt one.policy
    says "policy version 1 is in force"
    # One in its place, and one that skips a version.
    works suyuan policy new --out two.policy --records 9
    sed 's/"version": 2/"version": 1/' two.policy >other.policy
    fails 1 suyuan policy adopt other.policy
    sed 's/"version": 2/"version": 3/' two.policy >three.policy
    fails 1 suyuan policy adopt three.policy
    says "[policy_version]"
    works suyuan policy sign two.policy --key demo/authority.key
    fails 1 suyuan policy adopt two.policy
    says "[policy_too_few_before]"
    works suyuan policy sign two.policy --key a2.key
    works suyuan policy adopt two.policy
    works suyuan policy show --json
    [ "$(member '.policies | map(.records) | join(" ")')" = "10000 9" ]
}

@test "who may ask as the authority follows the policy" {
    local founder
    begin
    unset SUYUAN_KEY SUYUAN_AS
    joining 2
    works suyuan status --key demo/authority.key
    fails 3 suyuan status --key a2.key
    founder=$(jq -r '.authority.keys[0]' demo/network.json)
    works suyuan policy new --out one.policy --add-authority "$a2" --remove-authority "$founder"
    works suyuan policy sign one.policy --key demo/authority.key
    works suyuan policy sign one.policy --key a2.key
    works suyuan policy adopt one.policy --key demo/authority.key
    works suyuan status --key a2.key
    fails 3 suyuan status --key demo/authority.key
    suyuan key new farm.key >/dev/null
    works suyuan registry admit --key a2.key --id reg:310115-7 --name x \
        --org-key "$(request farm.key reg:310115-7)"
    fails 2 suyuan registry admit --key demo/authority.key --id reg:310115-8 --name x \
        --org-key "$(request farm.key reg:310115-8)"
    says "[not_an_authority]"
    works suyuan audit --node 310000
}

@test "a policy's limits are what the node admits" {
    begin
    works suyuan policy new --out one.policy --records 2
    works suyuan policy sign one.policy --key demo/authority.key
    works suyuan policy adopt one.policy --key demo/authority.key
    events 5 >five.json
    works suyuan append --json five.json
    [ "$(member '.files[0].entries | length')" -eq 3 ]
    # Somebody who does not know of it signs more at a time, and is told.
    genesis old
    events 3 10 >three.json
    fails_saying 1 "at most 2 records" suyuan append --network old three.json
    says "[statement_refused]"
    works suyuan append --network old --json three.json
    [ "$(member '.files[0].entries | length')" -eq 2 ]
}

@test "a log that a policy closed takes nothing, and says where to go" {
    local origin=suyuan.example/test/310000
    begin
    reports 1
    works suyuan status --json
    jq -j ".logs[] | select(.origin == \"$origin\") | .checkpoint.note" <<<"$output" >end.note
    # One that would cut off what is there.
    works suyuan policy new --out cut.policy --close-log $origin --size 0 \
        --root 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    works suyuan policy sign cut.policy --key demo/authority.key
    fails 1 suyuan policy adopt cut.policy --key demo/authority.key
    says "[policy_cuts_off]"
    works suyuan policy new --out one.policy --close-log $origin --checkpoint end.note
    works suyuan policy sign one.policy --key demo/authority.key
    genesis old
    works suyuan policy adopt one.policy --key demo/authority.key
    grep "event=log_closed" node.log | grep -q "final_size=1 successor=none"
    events 1 2 >two.json
    fails 2 suyuan append two.json
    says "[log_is_closed]"
    fails 1 suyuan disclose "$(receipt 0)" --record 0 --part chain --to everyone
    says "[disclose_closed]" "give another --node"
    # Who does not know of it is told by the node; the statement waits for a successor.
    fails_saying 3 "closed at 1 entries" suyuan append --network old two.json
    [ "$(waiting)" -eq 1 ]
    works suyuan status
    says "closed"
    works suyuan verify "$(receipt 0)"
    works suyuan audit
    # A successor is named; until the node has its key, the statement waits.
    works suyuan key new next.key
    works suyuan policy new --out two.policy --open-log "$(vkey $origin/2 next.key)"
    works suyuan policy sign two.policy --key demo/authority.key
    works suyuan policy adopt two.policy --key demo/authority.key
    says "needs that log's key"
    events 1 3 >three.json
    fails_saying 3 "has no key for that log yet" suyuan append three.json
    grep "event=log_key_missing" node.log | grep -q "origin=$origin/2"
    [ "$(waiting)" -eq 2 ]
    # So it is when the node starts again.
    stop_node
    start_node
    fails_saying 3 "has no key for that log yet" suyuan append three.json
    works suyuan verify "$(receipt 0)"
}
