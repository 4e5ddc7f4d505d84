#!/usr/bin/env bats
# Receipts of 1, 1,000 and 10,000 events: lines that any reader of notes takes, and one record of
# them to hand on.

load node

line_max=65535 # bytes

setup_file() {
    network_start
    admit farm 93320681MAYYYY0162 启东示例生猪养殖专业合作社
}

teardown_file() {
    network_stop
}

# events COUNT: that many, a JSON line each, every one of another pig.
events() {
    seq "$1" | awk '{
        printf "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\","
        printf "{\"suyuan\":\"urn:suyuan:1:term:\"}],\"type\":\"ObjectEvent\","
        printf "\"eventTime\":\"2026-11-20T08:00:00+08:00\",\"eventTimeZoneOffset\":\"+08:00\","
        printf "\"action\":\"OBSERVE\",\"bizStep\":\"inspecting\",\"epcList\":"
        printf "[\"urn:suyuan:1:unit:uscc:93320681MAYYYY0162:pig-%d\"],\"suyuan:unitPrice\":%d.50}\n", $1, $1
    }'
}

# holds COUNT: the receipts of that many events, from appending to handing one on.
holds() {
    local receipt lines total=0
    events "$1" >events.jsonl
    by farm works suyuan append --receipts kept --json events.jsonl
    [ "$(member '.files[0].events')" -eq "$1" ]
    [ "$(member '[.files[0].entries[].records] | add')" -eq "$1" ]
    for receipt in kept/*.receipt; do
        lines=$(LC_ALL=C awk '{ if (length($0) > most) most = length($0) } END { print most }' "$receipt")
        if [ "$lines" -gt "$line_max" ]; then
            echo "$receipt: a line of $lines bytes"
            return 1
        fi
        offline suyuan verify --json "$receipt"
        member '.receipts[0].holds'
        [ "$(member '.receipts[0].proved.parts_by_hash')" -eq 0 ]
        total=$((total + $(member '.receipts[0].proved.records')))
        works suyuan receipt extract --out one.receipt \
            --record $(($(member '.receipts[0].proved.records') - 1)) "$receipt"
        offline suyuan verify --json one.receipt
        [ "$(member '.receipts[0].proved.records_here')" -eq 1 ]
        works suyuan receipt extract --out price.receipt --record 0 --with commercial "$receipt"
        offline suyuan verify --json price.receipt
        [ "$(member '.receipts[0].proved.parts_here')" -eq 2 ]
        rm one.receipt price.receipt
    done
    [ "$total" -eq "$1" ]
}

@test "1 event" {
    holds 1
}

@test "1,000 events" {
    holds 1000
}

@test "10,000 events" {
    holds 10000
}
