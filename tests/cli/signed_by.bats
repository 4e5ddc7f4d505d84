#!/usr/bin/env bats
# suyuan registry signed-by

load helper
load own_node

# signed ARGUMENT...: all of the answer is in the file answer, once the view has read as many entries
# of the district's log as it has.
signed() {
    local size
    size=$(suyuan status --json | jq '.logs[] | select(.origin | endswith("/310000")) | .size')
    for _ in $(seq 200); do
        suyuan registry signed-by "$@" --json >answer
        [ "$(jq -s '.[0].as_of[] | select(.origin | endswith("/310000")) | .size' answer)" -ne "$size" ] ||
            return 0
        sleep 0.05
    done
    return 1
}

@test "everything that a key signed, in every log" {
    begin
    events 2 >one.json
    events 1 5 >two.json
    works suyuan append one.json
    works suyuan append two.json
    signed "$(public org.key)"
    [ "$(jq -s 'length' answer)" -eq 4 ]
    [ "$(jq -rs '.[0].holder' answer)" = "$org" ]
    [ "$(jq -rs '.[0].state' answer)" = in_force ]
    [ "$(jq -s '.[1:-1] | map(.entry)' answer | jq -c .)" = '[0,1]' ]
    [ "$(jq -s '.[1:-1] | map(.records) | add' answer)" -eq 3 ]
    [ "$(jq -rs '.[1].principal' answer)" = "$org" ]
    [ "$(jq -s '.[-1].entries' answer)" -eq 2 ]
    [ "$(jq -s '.[-1].verified' answer)" = true ]
    local second
    second=$(jq -rs '.[2].sequenced_at' answer)
    signed "$(public org.key)" --since "$second"
    [ "$(jq -s '.[1:-1] | map(.entry)' answer | jq -c .)" = '[1]' ]
    works suyuan registry signed-by "$(public org.key)"
    says "key $(public org.key) of 企业" "2 records for" "2 entries, each verified; 0 of them suspect"
    LANG=zh_CN.UTF-8 works suyuan registry signed-by "$(public org.key)"
    says "共 2 个条目"
    # The authority's acts, in the registry's log.
    works suyuan registry signed-by "$(jq -r '.authorities.keys[0] // .authority.keys[0]' demo/network.json)"
    says "suyuan.example/test/registry 0" "records for authority"
    # A key of nobody.
    works suyuan key new other.key
    works suyuan registry signed-by "$(public other.key)"
    says "which the registry does not have" "0 entries"
    fails 2 suyuan registry signed-by nokey
    says "[bad_signed_key]"
    fails 2 suyuan registry signed-by "$(public org.key)" --since yesterday
    says "[bad_time]"
}

@test "what a key signed after its revocation is marked, never hidden" {
    begin
    events 1 >one.json
    events 1 2 >two.json
    works suyuan append one.json
    works suyuan append two.json
    signed "$(public org.key)"
    local between
    between=$(jq -rs '.[2].sequenced_at' answer)
    works suyuan registry key revoke --key demo/authority.key --public-key "$(public org.key)" \
        --since "$between"
    signed "$(public org.key)"
    [ "$(jq -rs '.[0].state' answer)" = revoked ]
    [ "$(jq -s '.[1:-1] | map(.after_revocation)' answer | jq -c .)" = '[false,true]' ]
    [ "$(jq -s '.[1:-1] | map(has("finding"))' answer | jq -c .)" = '[false,false]' ]
    [ "$(jq -s '.[-1].suspect' answer)" -eq 1 ]
    works suyuan registry signed-by "$(public org.key)"
    says "revoked since" "---- suspect, since" "1 of them suspect"
}

@test "a revoked key that stood beside one in force is a finding" {
    begin
    events 1 >one.json
    works suyuan key new fresh.key
    works suyuan registry key add --key demo/authority.key --holder "$org" \
        --request "$(request fresh.key "$org")"
    works suyuan registry key revoke --key demo/authority.key --public-key "$(public org.key)" \
        --since now --reason stolen
    works suyuan append --key org.key --key fresh.key one.json
    signed "$(public org.key)"
    [ "$(jq -rs '.[1].finding' answer)" = not_in_force_beside_a_key_in_force ]
    [ "$(jq -s '.[1].after_revocation' answer)" = true ]
    [ "$(jq -s '.[1].signers' answer)" -eq 2 ]
    works suyuan registry signed-by "$(public org.key)"
    says "finding: the key was not in force then"
    signed "$(public fresh.key)"
    [ "$(jq -s '.[1] | has("finding")' answer)" = false ]
}

@test "the table is made again when it is deleted" {
    begin
    events 1 >one.json
    works suyuan append one.json
    stop_node
    rm -r data/views/items
    start_node
    signed "$(public org.key)"
    [ "$(jq -s '.[-1].entries' answer)" -eq 1 ]
}
