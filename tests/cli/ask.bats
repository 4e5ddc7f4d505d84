#!/usr/bin/env bats
# What a node is asked: status, show, journey, export, audit.

load helper
load node

lot=urn:suyuan:1:lot:uscc:91310114MAYYYY040R:HT-20261121-03
ticket=urn:suyuan:1:ticket:sh:31011500720000012346:20261122
log=suyuan.example/test/310000

setup_file() {
    load helper
    load node
    pork_node
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    use_node
}

teardown_file() {
    load node
    stop_node
}

@test "status says how the node is, with a verified checkpoint" {
    works suyuan status
    says "node 310000" "log $log" "7 entries" "verified" "appends: taken"
    works suyuan status --json
    [ "$(member '.logs | map(select(.checkpoint.verified)) | length')" = 2 ]
    [ "$(member '.logs[1].size')" = 7 ]
}

@test "a node that does not answer is status 3" {
    fails 3 suyuan status --node 310000=127.0.0.1:1
    says node_unreachable "127.0.0.1:1"
}

@test "whoever answers with another key is not the node" {
    works suyuan network new --name suyuan.example/test --node 310000=127.0.0.1:7411 --out other
    fails 3 suyuan status --network other
    says node_wrong_key
}

@test "a node that is not in the network is a usage error" {
    fails 2 suyuan status --node 999999
    says unknown_node
}

@test "a key whose organisation was not admitted is refused" {
    works suyuan key new stranger.key
    fails 3 suyuan status --key stranger.key --as uscc:91310112087994932F
    says key_refused
}

@test "a journey tells withdrawal, correction and replacement side by side" {
    works suyuan journey "$lot"
    says "What happened to lot HT-20261121-03" "WITHDRAWN" "CORRECTION" \
        "in place of what was declared wrong" "while it was in: unit LC-07" "LATE: reported" \
        "proved" "claimed" "not proved  that it is true" "suyuan show $log 4"
    [[ "$output" != *"while it was in: unit LC-17"* ]]
}

@test "a journey speaks Chinese" {
    works suyuan journey "$lot" --lang zh
    says "批次 HT-20261121-03" "装箱（装入）" "已撤回" "更正" "零售" "未证明" "下一步："
}

@test "an anonymous journey shows no price, person, plate or partner" {
    works suyuan journey "$lot" --json
    for word in unitPrice 25.60 周示例 沪D00000 owning_party; do
        [[ "$output" != *"$word"* ]] || { echo "shown: $word"; return 1; }
    done
}

@test "who declared it sees all of it" {
    works suyuan journey "$lot" --key "$NODE_DIR/keys/wholesale.key" \
        --as "uscc:$(column wholesale 2)"
    says "unit price 25.60" "53.00 kg net (106斤)" "site hall-2"
}

@test "a journey as JSON is a start, steps and an end, one a line" {
    works suyuan journey "$lot" --json
    [ "$(jq -s 'length' <<<"$output")" = 15 ]
    [ "$(jq -s '[.[] | select(.step)] | all(.verified and .names_item)' <<<"$output")" = true ]
    [ "$(jq -s '[.[] | .standing | select(. == "withdrawn" or . == "declaration")] | length' \
        <<<"$output")" = 2 ]
    [ "$(jq -s '.[-1].steps' <<<"$output")" = 13 ]
}

@test "a journey may be cut, and be the item's own" {
    works suyuan journey "$lot" --limit 2
    says "there may be more than 2 steps"
    works suyuan journey "$lot" --direct
    [[ "$output" != *"while it was in"* ]]
}

@test "a ticket leads on to what was sold" {
    works suyuan journey "$ticket"
    says "sold to a consumer" "0.750 kg net (1斤半)" "next: suyuan journey $lot"
}

@test "an unknown item is no, and no item is a usage error" {
    fails 1 suyuan journey 06901234567892
    says item_unknown
    fails 2 suyuan journey "no item"
    says bad_identifier
}

@test "show decodes an entry that it has verified" {
    works suyuan show "$log" 6
    says "open part: not shown to you" "next: its open parts are for whoever names"
    works suyuan show "$log" 6 --item urn:suyuan:1:unit:uscc:91310114MAYYYY040R:LC-07
    says "上海示例冷链物流有限公司" "open part: EpcisEvent (1)" "biz_step: transporting" \
        "personal part: not shown to you" "verified: in the log"
    works suyuan show suyuan.example/test/registry 0 --json
    [ "$(member '.records[0].parts[0].type_name')" = Organisation ]
    [ "$(member '.verified')" = true ]
    fails 1 suyuan show "$log" 7
    says no_such_entry "7 entries"
}

@test "what was captured comes back by its principals' leave" {
    works suyuan export epcis --log "$log" --out all.json --key "$NODE_DIR/net/authority.key"
    [ ! -e all.json.partial ]
    cat "$pork"/0*.jsonld | jq -sS '[.[].epcisBody.eventList[]] |
        sort_by(.eventID, (.errorDeclaration != null))' >want
    jq -S '[.epcisBody.eventList[] | del(.recordTime)] |
        sort_by(.eventID, (.errorDeclaration != null))' all.json >got
    cmp want got
    [ "$(jq '[.epcisHeader.epcisMasterData.vocabularyList[].vocabularyElementList[]] | length' \
        all.json)" = 9 ]
}

@test "an anonymous export in bulk is empty, and says so; that of an item holds nothing restricted" {
    suyuan export epcis --log "$log" >all.json 2>said
    [ "$(jq '.epcisBody.eventList | length' all.json)" = 0 ]
    grep -q export_withheld said
    suyuan export epcis "$lot" >all.json
    [ "$(jq '.epcisBody.eventList | length' all.json)" -gt 3 ]
    ! grep -E 'unitPrice|totalAmount|周示例|沪D00000|苏F|owning_party' all.json
}

@test "an item's events are exported" {
    works suyuan export epcis "$ticket"
    [ "$(member '.epcisBody.eventList[0].bizStep')" = retail_selling ]
    fails 2 suyuan export epcis
    says export_what
    fails 1 suyuan export epcis 06901234567892 --out none.json
    [ ! -e none.json ]
    [ ! -e none.json.partial ]
}

@test "exported tiles are accepted by Go's sumdb packages, and damaged ones refused" {
    works suyuan export tiles --log "$log" --out tiles --json
    vkey=$(member .vkey)
    [ -f tiles/checkpoint ]
    [ -f tiles/tile/0/000.p/7 ]
    [ -f tiles/tile/entries/000.p/7 ]
    find_verifier
    works "$verify" check-dir tiles "$vkey"
    printf 'x' | dd of=tiles/tile/entries/000.p/7 bs=1 seek=100 conv=notrunc 2>dd.log
    run "$verify" check-dir tiles "$vkey"
    [ "$status" -eq 1 ]
}

@test "an audit of the node holds every rule" {
    works suyuan audit
    says "log suyuan.example/test/registry" "log $log" "every rule holds"
    works suyuan audit --key "$NODE_DIR/net/authority.key" --json
    [ "$(member '.ok')" = true ]
    [ "$(member '.logs[1].parts_withheld')" = 0 ]
}

@test "an audit leaves no scratch folder behind" {
    mkdir tmp
    TMPDIR=$PWD/tmp works suyuan audit
    TMPDIR=$PWD/tmp works suyuan journey "$ticket"
    [ -z "$(ls tmp)" ]
}

@test "an audit of a copied folder holds every rule, and names what was damaged" {
    cp -r "$NODE_DIR/data" copy
    works suyuan audit --data copy
    says "7 entries" "0 by hash only" "every rule holds"
    # A part of entry 6: its plate number stands once in the file that counts.
    file=copy/logs/suyuan.example+test+310000/data.mdb
    LC_ALL=C sed -i 's/D00000/D99999/g' "$file"
    run suyuan audit --data copy
    [ "$status" -eq 1 ]
    says "entry 6" log_broken "a part is not the one that its digest names"
    # A byte of every entry's statement.
    cp -r "$NODE_DIR/data/logs/." copy/logs
    LC_ALL=C sed -i 's/uscc:91310113MAYYYY0673/uscc:91310113MAYYYY0674/g' "$file"
    run suyuan audit --data copy
    [ "$status" -eq 1 ]
    says log_broken
}

@test "a damaged folder is an answer, not a crash" {
    for at in 0 20 4096 8200 12300 16400 20500; do
        rm -rf copy
        cp -r "$NODE_DIR/data" copy
        head -c 64 /dev/urandom | dd of=copy/logs/suyuan.example+test+310000/data.mdb bs=1 \
            seek="$at" conv=notrunc 2>dd.log
        run suyuan audit --data copy
        [ "$status" -le 1 ] || [ "$status" -eq 3 ] || { echo "$at: $status $output"; return 1; }
        [[ "$output" != *Sanitizer* ]]
    done
}

@test "a folder of another network is refused" {
    works suyuan network new --name suyuan.example/other --node 310000=127.0.0.1:7411 --out other
    fails 1 suyuan audit --network other --data "$NODE_DIR/data"
    says folder_broken wrong_network
    fails 3 suyuan audit --data nowhere
    fails 2 env -u SUYUAN_NODE suyuan audit
    says audit_what
}
