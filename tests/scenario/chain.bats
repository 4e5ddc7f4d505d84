#!/usr/bin/env bats
# A pork chain from the farm to the shopper's ticket (tests/data/scenarios/pork), as everybody in
# it meets it.

load node

lot=urn:suyuan:1:lot:uscc:91310114MAYYYY040R:HT-20261121-03
ticket=urn:suyuan:1:ticket:sh:31011500720000012346:20261122
cage_7=urn:suyuan:1:unit:uscc:91310114MAYYYY040R:LC-07
cage_17=urn:suyuan:1:unit:uscc:91310114MAYYYY040R:LC-17
meat_certificate=urn:suyuan:1:doc:uscc:12320612MAYYYY083D:B-3200926615
packing=urn:uuid:5a1f000b-6d1e-4c62-9a70-20261121b004

# What lies in chain, commercial and personal parts, and nowhere else in the chain.
prices=(unitPrice totalPrice totalAmount 25.60 1356.80 15.80 21.40 39.60 49.90 29.70)
people=(driverName plateNumber 顾示例 周示例 苏F00000 苏F11111 沪D00000)
unknown=(检测项目 克伦特罗 莱克多巴胺 工序 说明 装车员误扫)
secrets=("${prices[@]}" "${people[@]}" "${unknown[@]}")

report() {
    local name
    name=$(basename "$1" .jsonld)
    name=${name#*-}
    append "${name%%-*}" "$1"
}

setup_file() {
    local name uscc name_zh
    network_start
    while IFS=$'\t' read -r name uscc name_zh _; do
        [[ $name = '#'* ]] || admit "$name" "$uscc" "$name_zh"
    done <"$pork/organisations.tsv"
    admit stranger 91310112MAYYYY1478 陌生示例有限公司
    for file in "$pork"/0[1-5]-*.jsonld; do
        report "$file"
    done
    applied
    steps "$lot"
    echo "$output" >"$home/before"
    for file in "$pork"/0[6-7]-*.jsonld; do
        report "$file"
    done
    applied
}

teardown_file() {
    network_stop
}

@test "seven reports, seven entries, seven receipts" {
    works suyuan status --json
    [ "$(member ".logs[] | select(.origin == \"$origin\").size")" -eq 7 ]
    [ "$(find "$home/receipts" -name '*.receipt' | wc -l)" -ge 7 ]
}

@test "before the correction the meat goes by the wrong cage" {
    output=$(cat "$home/before")
    same "commissioning
packing
packing in LC-17
TransactionEvent
shipping in LC-17
unpacking
accepting
retail_selling
retail_selling"
}

@test "after it by the right one: wrong step, declaration and replacement side by side, late upload in its place" {
    steps "$lot"
    same "commissioning
packing withdrawn
packing declaration
packing
TransactionEvent
shipping in LC-07
loading in LC-07
transporting in LC-07
arriving in LC-07
unpacking
accepting
retail_selling
retail_selling"
    works suyuan journey "$lot"
    says "WITHDRAWN: " "CORRECTION: " "in place of what was declared wrong" LC-17 LC-07
}

@test "each of the three names the other" {
    works suyuan journey --json "$lot"
    jq -se --arg id "$packing" '
        (map(select(.standing == "withdrawn"))[0]) as $wrong |
        (map(select(.standing == "declaration"))[0]) as $said |
        ($wrong.event.eventID == $id) and ($said.event.eventID == $id) and
        ($wrong.regarding.index == $said.index) and ($said.regarding.index == $wrong.index) and
        ($said.event.errorDeclaration.correctiveEventIDs[0] ==
            (map(select(.step == $said.step + 1))[0].event.eventID))' <<<"$output"
}

@test "direct: its own events only" {
    steps --direct "$lot"
    same "commissioning
packing withdrawn
packing declaration
packing
TransactionEvent
unpacking
accepting
retail_selling
retail_selling"
}

@test "a ticket, a certificate, a cage, a lot number as printed" {
    steps "$ticket"
    same retail_selling
    works suyuan journey "$ticket"
    says "0.750 kg" "1斤半" B-3200926615
    steps "$cage_7"
    same "packing
shipping
loading
transporting
arriving
unpacking
shipping"
    steps PIG-20261120-03
    same commissioning
    steps "$meat_certificate"
    says inspecting receiving accepting retail_selling
    [ "$(wc -l <<<"$output")" -ge 6 ]
}

@test "an item that nobody reported has no journey" {
    fails 1 suyuan journey urn:suyuan:1:lot:uscc:91310114MAYYYY040R:NONE
    says "[item_unknown]"
}

@test "a principal sees the rest of its own, and of nobody else's" {
    by wholesale works suyuan journey "$lot"
    says "25.60" "1356.80" "53.00 kg" "to: owner 上海市浦东新区示例鲜肉摊" 工序
    silent 39.60 周示例 沪D00000
    by carrier works suyuan journey "$lot"
    says 周示例 沪D00000
    silent 25.60 39.60 "53.00 kg"
    by stranger works suyuan journey "$lot"
    silent "${secrets[@]}" "53.00 kg" "owner"
}

@test "a stranger cannot pass for a principal" {
    local got=0
    output=$(SUYUAN_KEY=$home/keys/stranger.key SUYUAN_AS=$(cat "$home/keys/wholesale.id") \
        suyuan journey "$lot" 2>&1) || got=$?
    [ "$got" -ne 0 ]
    silent "${secrets[@]}"
}

@test "nobody else is told prices, partners, people or unknown members" {
    local item index
    for item in "$lot" "$ticket" "$cage_7" "$cage_17" "$meat_certificate" PIG-20261120-03; do
        for how in "" --json; do
            works suyuan journey $how "$item"
            silent "${secrets[@]}"
        done
    done
    for index in 0 1 2 3 4 5 6; do
        for how in "" --json; do
            works suyuan show $how "$origin" "$index"
            silent "${secrets[@]}" owning_party possessing_party
        done
    done
    works suyuan show "$origin" 3
    silent 92310115MAYYYY0592 91310113MAYYYY0673 53.00 106斤 HALL dock-4
}

@test "nobody else is exported them" {
    output=$(suyuan export epcis --log "$origin" 2>&1)
    says EPCISDocument export_withheld
    silent "$packing" "${secrets[@]}" owning_party
    works suyuan export epcis "$lot"
    says "$packing"
    jq -e . <<<"$output" >/dev/null
    silent "${secrets[@]}" owning_party
    by wholesale works suyuan export epcis "$lot"
    says 25.60 1356.80 owning_party
    silent 39.60 周示例
}

@test "a receipt that is handed on does not tell them, its parts file does" {
    local receipt
    for receipt in "$home"/receipts/*.receipt; do
        output=$(grep -v '^$' "$receipt" | sed 's/^[a-z—-]* //' |
            while read -r line; do base64 -d <<<"$line" 2>/dev/null; done | tr -d '\0'; cat "$receipt")
        silent "${secrets[@]}" owning_party possessing_party
        cp "$receipt" alone.receipt
        for how in "" --json; do
            works suyuan receipt show $how alone.receipt
            silent "${secrets[@]}"
        done
        offline suyuan verify alone.receipt
        says "alone.receipt: holds"
    done
    output=$(sed -n 's/^extra //p' "$home"/receipts/*-3.receipt | base64 -d | tr -d '\0')
    says ObjectEvent "$packing"
    grep -aq unitPrice "$home"/receipts/*-3.parts
}

@test "every receipt verifies with no network" {
    offline suyuan verify "$home"/receipts/*.receipt
    [ "$(grep -c ': holds$' <<<"$output")" -eq "$(find "$home/receipts" -name '*.receipt' | wc -l)" ]
    says proved claimed "not proved" "entry 3 of the log $origin"
    offline suyuan verify --json "$home"/receipts/*.receipt
    member '.receipts | all(.holds)'
}

# flip FILE OFFSET: another letter there.
flip() {
    local letter
    letter=$(dd if="$1" bs=1 skip="$2" count=1 status=none)
    if [ "$letter" = A ]; then letter=B; else letter=A; fi
    printf %s "$letter" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

@test "a flipped byte anywhere in a receipt is refused" {
    local receipt size at got
    receipt=$(echo "$home"/receipts/*-5.receipt)
    size=$(stat -c %s "$receipt")
    for ((at = 0; at < size; at += size / 24)); do
        cp "$receipt" flipped.receipt
        flip flipped.receipt "$at"
        got=0
        suyuan verify flipped.receipt >out 2>&1 || got=$?
        if [ "$got" -ne 1 ]; then
            echo "byte $at of $size: exit status $got"
            cat out
            return 1
        fi
    done
}

@test "the receipt of one record is handed on by itself" {
    local receipt
    receipt=$(echo "$home"/receipts/*-3.receipt)
    works suyuan receipt extract --record 6 --out one.receipt "$receipt"
    offline suyuan verify one.receipt
    says "one.receipt: holds" "records at hand: 1 of 11"
    works suyuan receipt extract --record 8 --with chain,commercial --out sale.receipt "$receipt"
    offline suyuan verify --json sale.receipt
    [ "$(member '.receipts[0].proved.parts_here')" -eq 3 ]
}

@test "the log audits clean, asked from the node" {
    works suyuan audit
    says "every rule holds"
    works suyuan audit --json
    member '.ok and (.logs | length == 2) and (.logs | all(.ok))'
}

@test "exported tiles are accepted by programs that we did not write" {
    find_verifier
    works suyuan export tiles --log "$origin" --out tiles
    [ -s tiles/checkpoint ]
    [ -z "$(grep -ralF -e driverName -e unitPrice tiles)" ]
    works "$verify" check-dir tiles \
        "$(jq -r --arg o "$origin" '.. | objects | select(.origin? == $o or .name? == $o) | .vkey? // empty' \
            "$home/net/network.json" | head -n 1)"
    says "ok: $origin"
}

@test "Chinese where LANG says so" {
    LANG=zh_CN.UTF-8 works suyuan journey "$lot"
    says 的来龙去脉 已证明 未证明 装箱 已撤回 更正
    LANG=zh_CN.UTF-8 offline suyuan verify "$home"/receipts/*-0.receipt
    says 已证明 未证明
    LANG=zh_CN.UTF-8 works suyuan audit
    silent "every rule holds"
}

@test "every --json is JSON" {
    local command
    while read -r command; do
        works suyuan $command --json
        jq -e . <<<"$output" >/dev/null || { echo "$command"; return 1; }
    done <<END
status
audit
journey $lot
show $origin 3
key show $home/keys/farm.key
network show
END
}

@test "the same report again: one step, both occurrences" {
    steps "$ticket"
    same retail_selling
    append stall "$pork/05-stall.jsonld"
    applied
    steps "$ticket"
    same retail_selling
    works suyuan journey --json "$ticket"
    jq -se 'map(select(.step))[0].again | length == 1' <<<"$output"
}

@test "another organisation's declaration changes nothing and is shown as a claim" {
    local claim
    steps "$cage_7"
    local before=$output
    jq '.epcisBody.eventList |= [.[0] | .eventID = "urn:uuid:5a1f0016-6d1e-4c62-9a70-20261121b009" |
        .parentID = "urn:suyuan:1:unit:uscc:91310114MAYYYY040R:LC-07"]' \
        "$pork/06-wholesale-correction.jsonld" >claim.jsonld
    append stranger claim.jsonld
    applied
    steps "$cage_7"
    [ "$(grep -c ' claim$' <<<"$output")" -eq 1 ]
    silent withdrawn
    output=$(grep -v ' claim$' <<<"$output")
    same "$before"
    steps "$lot"
    says "shipping in LC-07" "transporting in LC-07"
    works suyuan journey "$cage_7"
    says CLAIM 陌生示例有限公司
}

@test "what the stopped node leaves audits clean" {
    network_stop
    works suyuan audit --data "$home/data"
    says "every rule holds"
    works suyuan audit --json --data "$home/data"
    member '.ok'
    fails 3 suyuan journey "$lot"
}
