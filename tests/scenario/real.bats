#!/usr/bin/env bats
# EPCIS 2.0 documents as other people's systems write them: what is valid goes in and comes back
# as it was, what is not is refused by name.

load node

gs1_error=$shared/gs1-examples/WithErrorDeclaration/ErrorDeclarationAndCorrectiveEvent.jsonld

setup_file() {
    network_start
    admit writer 91310112MAYYYY1478 "EPCIS examples"
    admit maker 91310114MAYYYY040R "Second writer"
}

teardown_file() {
    network_stop
}

# documents FOLDER: what stands below it, into the list found.
documents() {
    mapfile -t found < <(find "$1" -type f \( -name '*.json' -o -name '*.jsonld' \) | sort)
    [ "${#found[@]}" -gt 0 ]
}

size() {
    suyuan status --json | jq ".logs[] | select(.origin == \"$origin\").size"
}

# comes_back FOLDER: each document is captured, and each of its events is exported as it was.
comes_back() {
    local document
    documents "$1"
    for document in "${found[@]}"; do
        append writer "$document"
        [ "$(member '.files[0].entries | length')" -ge 1 ]
    done
    by writer works suyuan export epcis --log "$origin"
    echo "$output" >exported.json
    for document in "${found[@]}"; do
        "$SUYUAN_BUILD/tests/scenario/same_events" "$document" exported.json
    done
}

@test "documents come back as they went in" {
    comes_back "$data/epcis/documents"
}

@test "so do bare events and query documents" {
    comes_back "$data/epcis/events"
    comes_back "$data/epcis/query"
}

@test "so do the scenarios" {
    local story
    for story in pork packaged_food cylinder awkward; do
        comes_back "$data/scenarios/$story"
    done
}

@test "so do GS1's examples" {
    [ -d "$shared/gs1-examples" ] || skip "GS1's examples are not here"
    comes_back "$shared/gs1-examples"
}

@test "so do GS1's examples with the simple context" {
    [ -d "$shared/gs1-examples-simple-context" ] || skip "GS1's examples are not here"
    comes_back "$shared/gs1-examples-simple-context"
}

@test "so do OpenEPCIS's generated events" {
    [ -d "$shared/openepcis-generated" ] || skip "OpenEPCIS's events are not here"
    comes_back "$shared/openepcis-generated"
}

# event NUMBER: a document with one weighing.
event() {
    printf '{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        {"x":"https://example.com/x#"}],"type":"EPCISDocument","schemaVersion":"2.0",
        "creationDate":"2026-11-20T08:00:00+08:00","epcisBody":{"eventList":[{"type":"ObjectEvent",
        "eventTime":"2026-11-20T08:00:00.120+08:00","eventTimeZoneOffset":"+08:00",
        "action":"OBSERVE","quantityList":[{"epcClass":"urn:suyuan:1:lot:uscc:91310112MAYYYY1478:W1",
        "quantity":%s,"uom":"KGM"}],"x:reading":%s}]}}\n' "$1" "$1"
}

@test "numbers come back as they were written" {
    local number
    for number in 0.10 12.500 1234567890.123456789 1e-7 12345678901234567890; do
        event "$number" >number.json
        append writer number.json
        by writer works suyuan export epcis --log "$origin"
        echo "$output" >exported.json
        works "$SUYUAN_BUILD/tests/scenario/same_events" number.json exported.json
        grep -qE "\"x:reading\": ?$number[,} ]?" exported.json
    done
    event 0.1 >other.json
    sed -i 's/urn:suyuan:1:lot:uscc:91310112MAYYYY1478:W1/&0/' other.json
    local got=0
    "$SUYUAN_BUILD/tests/scenario/same_events" other.json exported.json || got=$?
    [ "$got" -eq 1 ]
}

@test "what is invalid is refused by its member, and nothing is sent" {
    local document before got
    before=$(size)
    documents "$data/epcis/invalid"
    local all=("${found[@]}")
    documents "$data/epcis/query-invalid"
    for document in "${all[@]}" "${found[@]}"; do
        got=0
        by writer suyuan append --receipts refused "$document" >out 2>&1 || got=$?
        if [ "$got" -ne 1 ] || ! grep -Eq 'eventList\[[0-9]+\]|@context' out; then
            echo "$document: exit status $got"
            cat out
            return 1
        fi
    done
    [ "$(size)" -eq "$before" ]
    [ -z "$(find refused "$home/state" -name '*.receipt' -o -name '*.statement' 2>/dev/null)" ]
}

@test "a good event beside a wrong one goes only when one says so" {
    local before got=0
    before=$(size)
    event 1 | jq '.epcisBody.eventList += [.epcisBody.eventList[0] | del(.action)]' >mixed.json
    by writer suyuan append mixed.json >out 2>&1 || got=$?
    [ "$got" -eq 1 ]
    grep -qF 'epcisBody.eventList[1].action' out
    [ "$(size)" -eq "$before" ]
    got=0
    by writer suyuan append --proceed mixed.json >out 2>&1 || got=$?
    [ "$got" -eq 1 ]
    [ "$(size)" -eq $((before + 1)) ]
}

# Both example and wrong event are told by the maker, of whom this file says nothing else.
@test "GS1's error declaration: wrong event, declaration and replacement side by side" {
    [ -f "$gs1_error" ] || skip "GS1's examples are not here"
    jq '.epcisBody.eventList |= [.[0] | del(.errorDeclaration)]' "$gs1_error" >wrong.json
    append maker wrong.json
    append maker "$gs1_error"
    applied
    works suyuan journey --json urn:epc:id:sgtin:4012345.033333.AGHFG
    jq -se 'map(select(.step and .declared_by.id == "uscc:91310114MAYYYY040R")) |
        (map(.standing) == ["withdrawn", "declaration", "plain"]) and
        (map(.event.eventID[9:12]) == ["374", "374", "404"])' <<<"$output"
}
