#!/usr/bin/env bats
# suyuan registry show, history, export

load helper
load own_node

@test "whatever a person types is answered" {
    begin
    works suyuan registry show 91310112087994932F
    says "organisation $org" "in force, since" "admitted by authority, entry 0" "企业 91310112087994932F" \
        "Keys:" "$(public org.key)" "verified: 1 entries of suyuan.example/test/registry"
    works suyuan registry show "uscc:91310112087994932F" --json
    [ "$(member '.found | length')" -eq 1 ]
    [ "$(member '.found[0].state')" = in_force ]
    [ "$(member '.found[0].by')" = authority ]
    [ "$(member '.found[0].fields.uscc')" = 91310112087994932F ]
    [ "$(member '.found[0].keys | length')" -eq 2 ]
    [ "$(member '.found[0].keys[0].fields.organisation')" = "$org" ]
    LANG=zh_CN.UTF-8 works suyuan registry show 91310112087994932F
    says "企业 $org" "有效" "由 authority 准入" "已核验"
    works suyuan registry show "$(public org.key)" --json
    [ "$(member '.found[0].type')" = key ]
    [ "$(member '.found[0].fields.organisation')" = "$org" ]
    works suyuan registry show "$(public demo/authority.key)"
    says "a key of the network itself: authority"
    works suyuan registry show "$(public demo/authority.key)" --json
    [ "$(member .network_key.purpose)" = authority ]
    # Mistaken for what they look like, and said.
    works suyuan registry show ９１３１０１１２０８７９９４９３２Ｆ
    says "read as 91310112087994932F" "$org"
    works suyuan registry show 9I3IOII2O87994932f
    says "read as 91310112087994932F"
}

@test "what nobody registered is unknown" {
    begin
    fails 1 suyuan registry show A-3200417782
    says "[registry_unknown]" "A-3200417782" "1 entries"
    fails 1 suyuan registry show 91310112087994932E
    says "[registry_unknown]" "should be F"
    LANG=zh_CN.UTF-8 fails 1 suyuan registry show 6901234567893
    says "[registry_unknown]" "末位应为 2"
    ends 1 suyuan registry show A-1 --json
    says '"found": []'
    fails 1 suyuan registry history A-1
    says "[registry_unknown]"
    fails 2 suyuan registry show
    says "[operand_missing]"
}

@test "the answer that was right then" {
    begin
    works suyuan key new other.key
    works suyuan registry admit --key demo/authority.key --id reg:310115-2 --name 摊位 \
        --district 310115 --org-key "$(request other.key reg:310115-2)"
    works suyuan registry show reg:310115-2 --as-of 2 --json
    [ "$(member '.found[0].state')" = in_force ]
    [ "$(member '.as_of.size')" -eq 2 ]
    local at
    at=$(member '.found[0].since')
    ends 1 suyuan registry show reg:310115-2 --as-of 1
    says "not registered then" "later, by entry 1" "as of 1 entries"
    works suyuan registry show reg:310115-2 --as-of "$at"
    says "as of 2 entries"
    ends 1 suyuan registry show reg:310115-2 --as-of 2026-01-01T00:00:00+08:00
    says "as of 0 entries"
    fails 2 suyuan registry show reg:310115-2 --as-of 3
    says "[as_of_beyond]" "2 entries"
    fails 2 suyuan registry show reg:310115-2 --as-of 2199-01-01T00:00:00Z
    says "[as_of_beyond]"
    fails 2 suyuan registry show reg:310115-2 --as-of yesterday
    says "[bad_as_of]"
    works suyuan registry export --as-of 1
    says "$org"
    [[ "$output" != *reg:310115-2* ]]
}

@test "names cannot turn the line around" {
    begin
    works suyuan key new other.key
    works suyuan registry admit --key demo/authority.key --id reg:310115-2 \
        --name $'x\u202eevil\u200b=1' --org-key "$(request other.key reg:310115-2)"
    works suyuan registry show reg:310115-2
    [[ "$output" != *$'\u202e'* ]]
    [[ "$output" != *$'\u200b'* ]]
    works suyuan registry list
    [[ "$output" != *$'\u202e'* ]]
    works suyuan registry export
    [[ "$output" != *$'\u202e'* ]]
}

@test "the history of a subject, with what had no effect" {
    begin
    works suyuan registry history 91310112087994932F
    says "entry 0" "admitted by authority" "name" "verified: 1 entries"
    works suyuan registry history "$(public org.key)" --json --void
    [ "$(member '.found[0].acts | length')" -eq 1 ]
    [ "$(member '.found[0].acts[0].act')" = add ]
    [ "$(member '.found[0].acts[0].effective')" = true ]
    [ "$(member '.found[0].acts[0].by')" = authority ]
    [ "$(member '.found[0].acts[0].signers[0].subject')" = authority ]
    LANG=zh_CN.UTF-8 works suyuan registry history 91310112087994932F
    says "由 authority 准入"
}

@test "everything as a table and as JSON lines" {
    begin
    works suyuan key new other.key
    works suyuan registry admit --key demo/authority.key --id reg:310115-2 --name '=cmd|"x",1' \
        --org-key "$(request other.key reg:310115-2)"
    works suyuan registry export
    [ "$(head -n 1 <<<"$output" | tr -d '\r' | tr , '\n' | sort | uniq -d)" = "" ]
    [ "$(wc -l <<<"$output")" -eq 6 ] # a head, two organisations, three keys
    says "subject,type,state,state_since" "\"'=cmd|\"\"x\"\",1\"" "organisation,in_force"
    works suyuan registry export --type organisation
    [ "$(wc -l <<<"$output")" -eq 3 ]
    [[ "$output" != *public_key* ]]
    suyuan registry export --type organisation --bom >table.csv
    [ "$(head -c 3 table.csv | od -An -tx1 | tr -d ' ')" = efbbbf ]
    [ "$(tail -n 1 table.csv | tail -c 2 | od -An -tx1 | tr -d ' ')" = 0d0a ]
    suyuan registry export --format json >lines
    [ "$(wc -l <lines)" -eq 5 ]
    [ "$(jq -s 'map(select(.type == "organisation")) | map(.fields.name) | sort | .[0]' lines)" = \
        '"=cmd|\"x\",1"' ]
    fails 2 suyuan registry export --type cat
    says "[bad_type]" "organisation"
    fails 2 suyuan registry export --format xml
    says "[bad_format]"
}

@test "a name and a code have their time: before, now and to come" {
    local soon=2099-01-01T00:00:00Z
    begin
    works suyuan registry organisation rename "$org" --name "New Name Ltd" --from "$soon" \
        --key demo/authority.key
    works suyuan registry show "$org"
    says "企业 91310112087994932F" "to be New Name Ltd, from 2099-01-01"
    works suyuan registry list
    says "企业 91310112087994932F"
    lacks "New Name" - <<<"$output"
    works suyuan registry organisation rename "$org" --name "Meanwhile Ltd" \
        --from 2026-01-01T00:00:00Z --key demo/authority.key
    works suyuan registry organisation recode "$org" --uscc 91350211M00013FA13 \
        --from 2026-02-01T00:00:00Z --key demo/authority.key
    works suyuan registry show "$org"
    says "Meanwhile Ltd" "formerly 企业 91310112087994932F, until 2026-01-01" \
        "to be New Name Ltd, from 2099-01-01" "91350211M00013FA13" \
        "formerly 91310112087994932F, until 2026-02-01"
    works suyuan registry show "$org" --json
    [ "$(member '.found[0].fields | [.name, .uscc] | join(" ")')" = \
        "Meanwhile Ltd 91350211M00013FA13" ]
    [ "$(member '[.found[0].names[].value] | join("|")')" = \
        "企业 91310112087994932F|Meanwhile Ltd|New Name Ltd" ]
    [ "$(member '[.found[0].codes[].value] | join("|")')" = \
        "91310112087994932F|91350211M00013FA13" ]
    works suyuan registry show "$org" --json --as-of 1
    [ "$(member .found[0].fields.name)" = "企业 91310112087994932F" ]
    works suyuan registry list
    says "Meanwhile Ltd"
}
