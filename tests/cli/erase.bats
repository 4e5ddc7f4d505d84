#!/usr/bin/env bats
# suyuan registry erase: what the law orders to be forgotten is gone from all files of the node, and
# everything else is as it was.

load helper
load own_node

log=suyuan.example/test/310000
item=urn:epc:id:sgtin:4012345.077889.1
authority=demo/authority.key

# report [NOTE]: an event with a driver's name, a note that anybody may read, a price and a buyer.
report() {
    jq -n --arg note "${1:-FORGET-NOTE}" '[{
        type: "ObjectEvent", action: "OBSERVE", bizStep: "shipping",
        eventTime: "2026-11-23T08:00:00+08:00", eventTimeZoneOffset: "+08:00",
        epcList: ["urn:epc:id:sgtin:4012345.077889.1"],
        destinationList: [{type: "owning_party", destination: "urn:suyuan:1:org:uscc:91310114MAYYYY040R"}],
        "@context": [{"x": "https://x.example/"}], "x:price": "KEEP-PRICE",
        "x:driverName": "FORGET-PERSON", "x:note": $note}]' >event.json
    works suyuan append event.json --open x:note --receipts receipts
    receipt=$(ls receipts/*.receipt)
}

# erase [OPTION...]
erase() {
    suyuan registry erase --key "$authority" --ground 'PIPL art. 47' "$@"
}

# scoured COUNT: the node has done so many orders, down to its disk.
scoured() {
    local tries=0
    until [ "$(grep -c event=scoured node.log)" -ge "$1" ]; do
        sleep 0.05
        tries=$((tries + 1))
        [ "$tries" -lt 400 ] || { cat node.log; return 1; }
    done
}

# gone TEXT: no file of the node has it, log, views and registry alike.
gone() {
    find data -type f >files
    [ "$(wc -l <files)" -gt 4 ]
    xargs -d '\n' grep -al -- "$1" <files >found || true
    [ ! -s found ] || { cat found; return 1; }
}

# told FILE: the item's journey, in FILE.same without what must differ: how far the registry was
# read, and why a part is not here.
told() {
    suyuan journey "$item" --json >"$1"
    jq -S 'del(.withheld, .erased) | if .logs then .logs |= map(select(.origin | endswith("registry") | not)) else . end
        | del(.registry_size)' "$1" >"$1.same"
}

# silent TEXT: it does not stand in $output.
silent() {
    [[ "$output" != *"$1"* ]] || { printf 'said: %s\n' "$1"; return 1; }
}

as_anybody() {
    unset SUYUAN_KEY SUYUAN_AS
}

@test "a person's data is gone from every file of the node, and nothing else is different" {
    begin
    report
    as_anybody
    told before
    works erase --log "$log" --index 0 --kind personal --reason "asked for by the driver"
    says "to be erased: the personal part of record 0, entry 0 of $log" "ordered: entry 1" \
        "out of its reach"
    scoured 1
    gone FORGET-PERSON
    grep -rqa KEEP-PRICE data
    told after
    diff before.same after.same
    [ "$(jq -r '.erased[0]? | select(.) | "\(.kind) \(.order) \(.by) \(.ground) \(.reason)"' after)" = \
        "4 1 authority PIPL art. 47 asked for by the driver" ]
    works suyuan journey "$item"
    says "FORGET-NOTE" "personal part: erased by order of authority, entry 1 of the registry; ground: PIPL art. 47"
    works suyuan show "$log" 0 --json
    [ "$(member '[.records[0].parts[] | select(.erased != null)][0].erased.by')" = authority ]
    works suyuan verify "$receipt"
    says holds
    works suyuan audit
    stop_node
    gone FORGET-PERSON
    start_node
    told again
    diff before.same again.same
}

@test "of an open part views keep what they read: they are the same, also when they are built again" {
    begin
    report
    as_anybody
    told before
    works erase --log "$log" --index 0 --kind open --kind chain --dry-run
    says "views keep of it, in the open" epc_list shipping owning_party "a dry run"
    silent FORGET-NOTE
    grep -rqa FORGET-NOTE data
    works erase --log "$log" --index 0 --kind open
    scoured 1
    gone FORGET-NOTE
    told after
    jq -S 'if .event then del(.event["x:note"]) else . end' before.same >before.kept
    diff before.kept after.same
    stop_node
    rm -r data/views
    start_node
    told again
    diff after.same again.same
    works suyuan verify "$receipt"
    works suyuan audit
    works suyuan export epcis --log "$log" --key "$authority"
    [ "$(member '.epcisBody.eventList[0].bizStep')" = shipping ]
    silent FORGET-NOTE
}

@test "a receipt names the record, --part-hash makes sure of the part" {
    begin
    report
    as_anybody
    works suyuan receipt show "$receipt" --json
    hash=$(member '.records_here[0].parts[] | select(.part == "personal").hash')
    other=$(member '.records_here[0].parts[] | select(.part == "open").hash')
    fails 1 erase --receipt "$receipt" --kind personal --part-hash "$other"
    says "[erase_other_hash]" "$hash"
    works erase --receipt "$receipt" --kind personal --part-hash "$hash" --document event.json --json
    [ "$(member .order)" = 1 ]
    [ "$(member '.parts[0].hash')" = "$hash" ]
    works suyuan show suyuan.example/test/registry 1 --json
    [ "$(member '.records[0].parts[0].body.document' | base64 -d | od -An -tx1 | tr -d ' \n')" = \
        "$(sha256sum event.json | cut -d ' ' -f 1)" ]
}

@test "what cannot be erased is said, and nothing is sent" {
    begin
    report
    as_anybody
    fails 2 erase --kind personal
    says "[erase_not_named]"
    fails 2 erase --log "$log" --index 0 --kind secret
    says "[erase_kind]"
    fails 2 erase --log "$log" --receipt "$receipt" --kind personal
    says "[erase_named_twice]"
    fails 2 erase --log suyuan.example/other/310000 --index 0 --kind personal
    says "[show_unknown_log]"
    fails 1 erase --log "$log" --index 1 --kind personal
    says "[no_such_entry]" "1 entries"
    fails 1 erase --log "$log" --index 0 --record 1 --kind personal
    says "[no_such_record]"
    fails 1 erase --log suyuan.example/test/registry --index 0 --kind personal
    says "[no_such_part]"
    fails 1 erase --log suyuan.example/test/registry --index 0 --kind open
    says "[registry_open_part]" "--kind personal"
    fails 2 erase --log "$log" --index 0 --kind open --leave-out price
    says "[erase_field]"
    fails 2 erase --log "$log" --index 0 --kind open --part-hash 1234
    says "[bad_hash]"
    LANG=zh_CN.UTF-8 fails 1 erase --log suyuan.example/test/registry --index 0 --kind open
    says "登记日志的公开部分不能删除"
    works suyuan status --json
    [ "$(member '.logs | map(select(.origin | endswith("registry")))[0].size')" = 1 ]
}

@test "a part is erased once; whoever may not order it changes nothing" {
    begin
    report
    ends 1 suyuan registry erase --log "$log" --index 0 --kind personal --ground none
    says "[void_act]" "not shown to this key"
    as_anybody
    works erase --log "$log" --index 0 --kind personal
    fails 1 erase --log "$log" --index 0 --kind personal
    says "[already_erased]" "entry 1"
    scoured 1
    fails 1 erase --log "$log" --index 0 --kind personal
    says "[already_erased]" "entry 1"
}

@test "views lose what an order leaves out, and only that" {
    begin
    report
    as_anybody
    works erase --log "$log" --index 0 --kind open --leave-out biz_step --json
    [ "$(member '.parts[0].views_keep | has("biz_step")')" = false ]
    scoured 1
    stop_node
    rm -r data/views
    start_node
    suyuan journey "$item" --json >steps
    [ "$(jq -r 'select(.event) | .event | has("bizStep"), has("epcList")' steps | xargs)" = "false true" ]
    works erase --log "$log" --index 0 --kind chain --leave-out destination_list --json
    [ "$(member '.parts[0].views_keep == {}')" = true ]
    works suyuan journey "$item"
    works suyuan audit
}

@test "an order that others must sign, too, is prepared" {
    begin
    report
    as_anybody
    works erase --log "$log" --index 0 --kind personal --prepare order.statement
    [ -s order.statement ]
    works suyuan status --json
    [ "$(member '.logs | map(select(.origin | endswith("registry")))[0].size')" = 1 ]
}
