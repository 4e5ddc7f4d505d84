#!/usr/bin/env bats
# Nodes that keep some parts of others' logs only: what is not there says why, and what is wanted comes from whoever
# has it, the owner away or not. Entries, and so logs, are the same everywhere.

load ../cli/helper
load nodes

teardown() {
    stop_all
}

# events COUNT FIRST: pieces commissioned, and a place and a buyer's price for each in the chain and commercial parts.
events() {
    jq -n --argjson count "$1" --argjson first "$2" '[range($first; $first + $count) | {
        type: "ObjectEvent", action: "ADD", bizStep: "commissioning",
        eventTime: "2026-11-23T08:00:00+08:00", eventTimeZoneOffset: "+08:00",
        readPoint: {id: "urn:epc:id:sgln:4012345.00001.0"}, "example:price": "\(.)",
        epcList: ["urn:epc:id:sgtin:4012345.077889.\(.)"]}] |
        {"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
                      {"example": "https://example.com/"}],
         type: "EPCISDocument", schemaVersion: "2.0", creationDate: "2026-11-23T00:00:00Z",
         epcisBody: {eventList: .}}'
}

# keeping CODE ORIGIN FILTER: of what the node says that it keeps of the log.
keeping() {
    suyuan status --node "$1" --json | jq -e --arg origin "suyuan.example/test/$2" \
        ".logs[] | select(.origin == \$origin) | .keeping | $3"
}

# refuses DATA [OPTION...]: the node does not start.
refuses() {
    local got=0 data=$1
    shift
    output=$(suyuand --network net --key net/310115.key --data "$data" --listen "$(address_of 310115)" "$@" 2>&1) ||
        got=$?
    [ "$got" -eq 3 ]
}

@test "a subscription that cannot be read names its line, and nothing starts" {
    found_nodes 310000 310115
    mkdir data-310115
    printf 'default all\n310000 opne\n' >data-310115/subscription
    refuses data-310115
    says "data-310115/subscription, line 2" "this line chooses no parts: 'opne'"
    [ ! -e data-310115/logs ]
    printf '310000 open for 0 days\n' >other
    refuses data-310115 --subscription other
    says "other, line 1" "'0' is no number of days"
}

@test "a narrow subscription is kept, widened, and filled from a third with the owner stopped" {
    echo "310115 open" >subscription-310101
    city
    works append 310115 1 3 --durability witnessed:3
    says "3 other nodes hold it"
    until_true 20 keeping 310101 310115 '.not_subscribed > 0 and .wanted == 0 and (.changing | not)'
    until_true 20 keeping 310104 310115 '.not_subscribed == 0 and .wanted == 0'
    works suyuan status --node 310101
    says "parts kept: open" "not subscribed, 0 aged out; 3 records without their open or chain part"
    stop 310115 # the owner
    stop 310101
    echo "310115 all" >data-310101/subscription
    start 310101
    until_true 40 keeping 310101 310115 '.not_subscribed == 0 and .wanted == 0 and .unread == 0 and (.changing | not)'
    until_true 20 same_logs 310115
    for code in 310000 310101 310104; do
        works suyuan audit --node "$code" --log suyuan.example/test/310115
        stop "$code"
    done
}

# told CODE INDEX: what the node shows of the first record of an entry of 310115's log.
told() {
    suyuan show --node "$1" suyuan.example/test/310115 "$2" --key org.key --as "$org" "${@:3}"
}

# aged CODE: parts of 310115's log have aged out; trade goes on meanwhile, since nothing ages where nothing happens.
aged() {
    turn=$((${turn:-1000} + 1))
    append 310000 "$turn" 1 --durability local >/dev/null
    keeping "$1" 310115 '.aged_out > 0 and .wanted == 0 and (.changing | not)'
}

@test "what is not here says why, to people and programs, and who has it" {
    echo "310115 open" >subscription-310101
    echo "310115 all for 2 seconds" >subscription-310104
    city
    works append 310115 1 2
    until_true 20 has 310101 310115 1
    until_true 20 keeping 310101 310115 '.not_subscribed > 0'
    works told 310101 0
    says "chain part: node 310101 does not keep it (not subscribed); ask node 310115, which owns the log"
    works told 310101 0 --json
    [ "$(member '[.records[0].parts[] | .state // "here"] | join(" ")')" = "here not_subscribed not_subscribed" ]
    works suyuan journey --node 310101 urn:epc:id:sgtin:4012345.077889.2 --key org.key --as "$org"
    says "chain part: node 310101 does not keep it" "commercial part: node 310101 does not keep it" \
        "not complete: of suyuan.example/test/310115, 2 records are without the parts that say what they are about"
    until_true 40 aged 310104
    until_true 20 keeping 310104 310115 '.aged_out == 6'
    works told 310104 0
    says "open part: node 310104 does not keep it any more (aged out); ask node 310115" \
        "commercial part: node 310104 does not keep it any more (aged out)"
    works suyuan status --node 310104
    says "parts kept: open, chain, commercial, personal, for" "0 not subscribed, 6 aged out; 2 records without"
    # Its view still knows of the event; without its parts it is told of, and not shown.
    works suyuan journey --node 310104 urn:epc:id:sgtin:4012345.077889.2 --key org.key --as "$org"
    says "open part: node 310104 does not keep it any more (aged out)" "not complete"
    works suyuan journey --node 310104 urn:epc:id:sgtin:4012345.077889.2 --key org.key --as "$org" --json
    [ "$(jq -r 'select(.step) | [.event, .not_kept.open] | join(" ")' <<<"$output")" = " aged_out" ]
    # Nobody is confused: audits, exports, receipts.
    works suyuan audit --node 310101 --log suyuan.example/test/310115
    works suyuan audit --node 310104 --log suyuan.example/test/310115 --json
    [ "$(member '.logs[] | select(.origin | endswith("310115")) | [.parts_here, .parts_aged_out] | join(" ")')" = "0 6" ]
    suyuan export epcis --node 310101 --log suyuan.example/test/310115 --key org.key --as "$org" >exported 2>errors
    grep -q '2 records are not in the export, or not whole' errors
    grep -q 'ask node 310115, which owns the log' errors
    works suyuan verify --network net receipts/*310115*.receipt
    stop 310104
    works suyuan audit --network net --data data-310104 --log suyuan.example/test/310115
    until_true 20 same_logs 310115
}

@test "what an order has erased stays erased, whoever asks for it and whatever is subscribed to" {
    echo "310115 none" >subscription-310101
    city
    works append 310115 1 2
    until_true 20 all_have 310115 1
    until_true 20 keeping 310101 310115 '.not_subscribed == 6'
    fails 1 suyuan journey --node 310101 urn:epc:id:sgtin:4012345.077889.2
    works suyuan registry erase --node 310000 --key net/authority.key --ground 'PIPL art. 47' \
        --log suyuan.example/test/310115 --index 0 --kind commercial
    until_true 20 all_have registry 2
    for code in 310000 310115 310101 310104; do
        until_true 20 grep -q "event=erased origin=suyuan.example/test/310115" "$code.log"
    done
    keeping 310101 310115 '.not_subscribed == 5'
    stop 310101
    rm data-310101/subscription
    start 310101
    until_true 30 keeping 310101 310115 '.not_subscribed == 0 and .wanted == 0 and (.changing | not)'
    works told 310101 0
    says "erased by order"
    # Its view has read what came.
    until_true 20 suyuan journey --node 310101 urn:epc:id:sgtin:4012345.077889.2
    works suyuan journey --node 310101 urn:epc:id:sgtin:4012345.077889.2
    says "entry 0 of suyuan.example/test/310115"
    works suyuan audit --node 310101 --log suyuan.example/test/310115
    stop 310101
    works suyuan audit --network net --data data-310101 --log suyuan.example/test/310115
    until_true 20 same_logs 310115
}

@test "kill -9 while parts are dropped and while they come: in the end all is as it is to be" {
    city
    for i in $(seq 1 150); do
        events 4 "$((i * 10))" >"many-$i.json"
    done
    works suyuan append --node 310115 --key org.key --as "$org" --durability local many-*.json
    until_true 40 has 310101 310115 150
    stop 310115
    for round in 1 2 3 4; do
        stop 310101 KILL
        echo "310115 $([ $((round % 2)) -eq 1 ] && echo none || echo all)" >data-310101/subscription
        start 310101
        for i in 1 2 3; do
            stop 310101 KILL
            start 310101
        done
    done
    until_true 60 keeping 310101 310115 '.not_subscribed == 0 and .wanted == 0 and .unread == 0 and (.changing | not)'
    until_true 20 same_logs 310115
    works suyuan journey --node 310101 urn:epc:id:sgtin:4012345.077889.1502
    stop 310101
    works suyuan audit --network net --data data-310101 --log suyuan.example/test/310115
}
