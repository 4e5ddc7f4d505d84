#!/usr/bin/env bats
# suyuan registry admit, key add, key retire, key revoke, list

load helper
load own_node

@test "an organisation is admitted with its keys" {
    begin
    says "admitted 企业 91310112087994932F" "$org" "suyuan append"
    works suyuan registry list --json
    [ "$(member '.organisations | length')" -eq 1 ]
    [ "$(member '.organisations[0].registry_id')" = "$org" ]
    [ "$(member '.organisations[0].name')" = "企业 91310112087994932F" ]
    [ "$(member '.organisations[0].keys | map(.uses[0]) | join(" ")')" = "sign connect" ]
    [ "$(member '.organisations[0].keys[0].public_key')" = "$(public org.key)" ]
    [ "$(member '.organisations[0].keys | map(.state) | unique[]')" = in_force ]
    works suyuan registry list
    says "$org" "企业" "in force" "suyuan.example/test/registry"
    LANG=zh_CN.UTF-8 works suyuan registry list
    says "有效"
}

@test "an organisation without a code gets a registry id" {
    begin
    suyuan key new stall.key >/dev/null
    works suyuan registry admit --json --key demo/authority.key --id reg:310115-42 --name 摊位 \
        --district 310115 --org-key "$(request stall.key reg:310115-42)"
    [ "$(member .registry_id)" = reg:310115-42 ]
    [ "$(member .entry)" -eq 1 ]
    works suyuan registry list --json
    [ "$(member '.organisations[1].district')" = 310115 ]
    [ "$(member '.organisations[1].keys | length')" -eq 1 ]
}

@test "a mistyped code is named with the character it should end in" {
    begin
    local key
    key=$(request org.key uscc:91310112087994932E)
    fails 2 suyuan registry admit --key demo/authority.key --uscc 91310112087994932E --name x \
        --org-key "$key"
    says "[bad_check_digit]" "should end in F" "91310112087994932F" "--override"
    LANG=zh_CN.UTF-8 fails 2 suyuan registry admit --key demo/authority.key \
        --uscc 91310112087994932E --name x --org-key "$key"
    says "末位应为 F" "[bad_check_digit]"
    fails 2 suyuan registry admit --key demo/authority.key --uscc 9131 --name x --org-key "$key"
    says "[bad_uscc]"
    fails 2 suyuan registry admit --key demo/authority.key --name x --org-key "$key"
    says "[subject_not_given]"
    fails 2 suyuan registry admit --key demo/authority.key --id nobody --name x --org-key "$key"
    says "[bad_subject]" "reg:<district>-<number>"
    fails 2 suyuan registry admit --key demo/authority.key --id reg:310115-1 --name x \
        --org-key nokey
    says "[bad_key_request]" "suyuan key request"
    suyuan key new other.key >/dev/null
    admit other.key 91310112087994932E --override "the licence says so"
    works suyuan registry list --json
    [ "$(member '.organisations[1].registry_id')" = uscc:91310112087994932E ]
}

@test "what the registry does not accept is said with its reason" {
    begin
    fails 1 suyuan registry admit --key demo/authority.key --uscc 91310112087994932F --name x \
        --org-key "$(request org.key uscc:91310112087994932F)"
    says "[void_act]" "in force already"
    suyuan key new other.key >/dev/null
    fails 1 suyuan registry key add --key demo/authority.key --holder reg:310115-9 \
        --request "$(request other.key reg:310115-9)"
    says "[void_act]" "admit the organisation"
    fails 1 suyuan registry key retire --key demo/authority.key --public-key "$(public other.key)"
    says "[void_act]"
    works suyuan registry list --json
    [ "$(member .size)" -eq 1 ]
}

@test "only the authority's own keys sign for it" {
    begin
    fails 2 suyuan registry key retire --key org.key --as authority --public-key "$(public org.key)"
    says "[not_an_authority]"
    works suyuan network new --name other.example --node 310000=a:1 --out other
    fails 2 suyuan registry key retire --key other/authority.key --public-key "$(public org.key)"
    says "[not_an_authority]"
}

@test "two of three authorities sign together" {
    works suyuan network new --name suyuan.example/test --node 310000=127.0.0.1:7411 --out demo \
        --authorities 3
    export SUYUAN_NETWORK=demo
    start_node
    suyuan key new org.key >/dev/null
    fails 2 suyuan registry admit --key demo/authority-1.key --uscc 91310112087994932F --name x \
        --org-key "$(request org.key uscc:91310112087994932F)"
    says "[too_few_authorities]"
    works suyuan registry admit --key demo/authority-1.key --key demo/authority-3.key \
        --uscc 91310112087994932F --name x --org-key "$(request org.key uscc:91310112087994932F)"
}

@test "keys are added, retired and revoked" {
    begin
    suyuan key new second.key >/dev/null
    works suyuan registry key add --key demo/authority.key --holder "$org" \
        --request "$(request second.key "$org")"
    events 1 >one.json
    works suyuan append --key second.key one.json
    works suyuan registry key retire --key demo/authority.key --public-key "$(public second.key)" \
        --reason "laptop replaced"
    fails 1 suyuan append --key second.key one.json
    says "[key_not_in_force]" "refused"
    works suyuan registry key revoke --key demo/authority.key --public-key "$(public org.key)" \
        --since 2026-01-01T00:00:00+08:00
    works suyuan registry list --json
    [ "$(member '.organisations[0].keys[0].state')" = revoked ]
    [ "$(member '.organisations[0].keys[0].since')" = 2025-12-31T16:00:00Z ] ||
        [ "$(member '.organisations[0].keys[0].since')" = 2025-12-31T16:00:00.000000Z ]
    [ "$(member '.organisations[0].keys[2].state')" = retired ]
    fails 1 suyuan append one.json
    says "[key_not_in_force]"
    fails 2 suyuan registry key revoke --key demo/authority.key --since yesterday \
        --public-key "$(public org.key)"
    says "[bad_date]"
    fails 2 suyuan key request --key org.key --for "$org" --use eat
    says "[bad_key_use]"
}

@test "a node that is not there is said, and nothing is claimed" {
    begin
    stop_node
    fails 3 suyuan registry list
    says "[node_unreachable]"
    fails 3 suyuan registry key retire --key demo/authority.key --public-key "$(public org.key)"
    says "[node_unreachable]"
}
