#!/usr/bin/env bats
# suyuan append

load helper
load own_node

# taken OPTION-OR-FILE...: an append that works, as JSON.
taken() {
    works suyuan append --json "$@"
}

@test "events are reported and receipts kept" {
    begin
    events 3 >three.json
    works suyuan append --receipts receipts three.json
    says "three.json: events 3, records 3, statements 1" "entry 0 of suyuan.example/test/310000" \
        "suyuan verify --network demo receipts/suyuan.example+test+310000-0.receipt"
    [ "$(waiting)" -eq 0 ]
    [ -f receipts/suyuan.example+test+310000-0.parts ]
    [ "$(stat -c %a receipts/suyuan.example+test+310000-0.parts)" = 600 ]
    works suyuan verify receipts/suyuan.example+test+310000-0.receipt
    events 1 4 >one.json
    works suyuan append one.json
    says "--receipts"
}

@test "the same file twice is two entries of the same records" {
    begin
    events 2 >two.json
    taken two.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
    [ "$(member '.files[0].entries[0].known | not')" = true ]
    taken --receipts receipts two.json
    [ "$(member '.files[0].entries[0].index')" -eq 1 ]
    works suyuan receipt show --json receipts/*-1.receipt
    local root
    root=$(member .records_root)
    taken --receipts receipts two.json
    works suyuan receipt show --json receipts/*-2.receipt
    [ "$(member .records_root)" = "$root" ]
}

@test "documents, bare events, lists and lines are taken, from files and standard input" {
    begin
    events 3 >list.json
    events 3 11 | jq -c '.[]' >lines.json
    jq '.[0]' list.json >event.json
    jq '{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"x": "https://x.example/"}], type: "EPCISDocument", schemaVersion: "2.0", creationDate: "2026-11-23T08:00:00+08:00", epcisBody: {eventList: map(del(."@context"))}}' list.json >document.json
    taken list.json lines.json event.json document.json
    [ "$(member '.files | map(.events) | join(" ")')" = "3 3 1 3" ]
    [ "$(member '.files | map(.entries[0].index) | sort | join(" ")')" = "0 1 2 3" ]
    works suyuan append --json - <lines.json
    [ "$(member '.files[0].events')" -eq 3 ]
    printf '\n\n%s\n\n' "$(cat lines.json)" >blank.json
    taken blank.json
    [ "$(member '.files[0].events')" -eq 3 ]
}

@test "the same events given twice at once are one report" {
    begin
    events 3 >list.json
    jq -c '.[]' list.json >lines.json
    taken list.json lines.json
    [ "$(member '.files | map(.entries[0].index) | join(" ")')" = "0 0" ]
    [ "$(waiting)" -eq 0 ]
}

@test "all that is wrong is listed at once and nothing is sent" {
    begin
    events 3 | jq '.[1].action = "EAT" | .[2].eventTime = "yesterday"' >bad.json
    events 1 >good.json
    { events 1 | jq -c '.[0]'; events 1 | jq -c '.[0] | del(.type)'; } >lines.json
    fails 1 suyuan append good.json bad.json lines.json
    says "bad.json, event 2" "action" "[bad_vocabulary]" "bad.json, event 3" "eventTime" \
        "[bad_time]" "lines.json, line 2, event 2" "in 2 of 3 files" "nothing was sent" "--proceed"
    LANG=zh_CN.UTF-8 fails 1 suyuan append good.json bad.json
    says "bad.json，第 2 个事件" "没有发送任何内容"
    local status=0
    suyuan append --json good.json bad.json >out.json 2>errors || status=$?
    [ "$status" -eq 1 ]
    [ "$(jq -r '.errors[0].code' out.json)" = bad_vocabulary ]
    [ "$(jq -r '.errors[0].event' out.json)" -eq 2 ]
    [ "$(jq -c '.files[0].entries' out.json)" = '[]' ]
    [ "$(waiting)" -eq 0 ]
    [ -z "$(find state -name '*.staged')" ]
    taken good.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
}

@test "--proceed sends the good events" {
    begin
    events 3 | jq '.[1].action = "EAT"' >bad.json
    local status=0
    suyuan append --proceed --json bad.json >out.json 2>errors || status=$?
    [ "$status" -eq 1 ]
    [ "$(jq '.files[0].events' out.json)" -eq 2 ]
    [ "$(jq '.files[0].entries[0].records' out.json)" -eq 2 ]
    grep -q 'event 2' errors
    [ "$(waiting)" -eq 0 ]
    { events 2 | jq -c '.[]'; echo '{"type":"ObjectEvent"}'; events 1 9 | jq -c '.[]'; } >lines.json
    suyuan append --proceed --json lines.json >out.json 2>errors || status=$?
    [ "$(jq '.files[0].events' out.json)" -eq 3 ]
    grep -q 'line 3, event 3' errors
}

@test "files that cannot be read are said and nothing is sent" {
    begin
    events 1 >good.json
    fails 3 suyuan append good.json nothing.json
    says "nothing.json" "[file_not_found]"
    fails 3 suyuan append good.json demo
    says "[bad_file]"
    : >empty.json
    fails 1 suyuan append good.json empty.json
    says "empty.json"
    echo '{"type": "ObjectEvent",' >half.json
    fails 1 suyuan append half.json
    says "[bad_json]"
    [ "$(waiting)" -eq 0 ]
    taken good.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
}

@test "many events make several statements, in order" {
    begin
    jq -nc 'range(10001) | {type: "ObjectEvent", action: "ADD",
        eventTime: "2026-11-23T08:00:00+08:00", eventTimeZoneOffset: "+08:00",
        epcList: ["urn:epc:id:sgtin:4012345.077889.\(.)"]}' >many.json
    works suyuan append --dry-run --json many.json
    [ "$(member '.files[0].statements')" -eq 2 ]
    taken many.json
    [ "$(member '.files[0].entries | map(.index) | join(" ")')" = "0 1" ]
    [ "$(member '.files[0].entries | map(.records) | join(" ")')" = "10000 1" ]
}

@test "a dry run shows where each member goes and sends nothing" {
    begin
    events 2 >two.json
    works suyuan append --dry-run --json two.json
    [ "$(member .parts_table)" -eq 1 ]
    [ "$(member '.members[] | select(.member | test("epcList")) | .part')" = open ]
    [ "$(member '.members[] | select(.member | test("x:price")) | .part')" = commercial ]
    [ "$(member '.members[] | select(.member | test("x:price")) | .count')" -eq 2 ]
    works suyuan append --dry-run --open x:price --json two.json
    [ "$(member '.members[] | select(.member | test("x:price")) | .part')" = open ]
    works suyuan append --dry-run two.json
    says "commercial" "x:price" "table version 1" "statements 1"
    stop_node
    works suyuan append --dry-run two.json
    [ -z "$(find state -type f)" ]
}

@test "an unreachable node leaves the statements waiting; the same command sends them" {
    begin
    events 2 >two.json
    stop_node
    fails 3 suyuan append two.json
    says "[node_unreachable]" "[statements_wait]" "run the same command again"
    [ "$(waiting)" -eq 1 ]
    local before
    before=$(cat "$(find state -name '*.statement')" | sha256sum)
    fails 3 suyuan append two.json
    [ "$(waiting)" -eq 1 ]
    [ "$(cat "$(find state -name '*.statement')" | sha256sum)" = "$before" ]
    start_node "$port"
    taken two.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
    [ "$(member '.earlier | length')" -eq 0 ]
    [ "$(waiting)" -eq 0 ]
}

@test "a client killed between sending and answer sends the same bytes again" {
    begin
    events 2 >two.json
    kill -STOP "$node_pid"
    suyuan append two.json >/dev/null 2>&1 3>&- &
    local client=$! tries=0
    until [ -d state ] && [ "$(waiting)" -eq 1 ]; do
        sleep 0.05
        tries=$((tries + 1))
        [ "$tries" -lt 200 ]
    done
    sleep 0.5
    kill -KILL "$client"
    wait "$client" || true
    kill -CONT "$node_pid"
    taken --receipts receipts two.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
    [ "$(waiting)" -eq 0 ]
    events 1 9 >one.json
    taken one.json
    [ "$(member '.files[0].entries[0].index')" -eq 1 ]
}

@test "a statement that arrived though its answer was lost is not entered twice" {
    begin
    events 2 >two.json
    stop_node
    fails 3 suyuan append two.json
    cp -r state kept
    start_node "$port"
    taken two.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
    rm -r state
    mv kept state
    taken --receipts receipts two.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
    [ "$(member '.files[0].entries[0].known')" = true ]
    # Nor by another connection, nor after a restart.
    works suyuan verify receipts/*-0.receipt
}

@test "two clients with one outbox make one entry" {
    begin
    events 2 >two.json
    stop_node
    fails 3 suyuan append two.json
    start_node "$port"
    kill -STOP "$node_pid"
    suyuan append --json two.json >first.json 3>&- &
    local first=$!
    suyuan append --json two.json >second.json 3>&- &
    local second=$!
    sleep 1
    kill -CONT "$node_pid"
    wait "$first"
    wait "$second"
    [ "$(jq '.files[0].entries[0].index' first.json)" -eq 0 ]
    [ "$(jq '.files[0].entries[0].index' second.json)" -eq 0 ]
    [ "$(waiting)" -eq 0 ]
}

@test "what an earlier run left is sent first, and said" {
    begin
    events 2 >two.json
    events 1 9 >one.json
    stop_node
    fails 3 suyuan append two.json
    start_node "$port"
    works suyuan append --receipts receipts one.json
    says "sending first what an earlier run left" "entry 0" "entry 1"
    [ -f receipts/suyuan.example+test+310000-0.receipt ]
    [ "$(waiting)" -eq 0 ]
}

@test "a refused statement is moved away and not sent again" {
    begin
    events 1 >one.json
    suyuan key new other.key >/dev/null
    fails 1 suyuan append --as uscc:91310115MA1K3BTP2B one.json
    says "[unknown_principal]" "suyuan registry admit" "refused"
    fails 1 suyuan append --key other.key one.json
    says "[unknown_key]" "suyuan registry key add"
    [ "$(waiting)" -eq 0 ]
    [ "$(find state -path '*/refused/*.statement' | wc -l)" -eq 2 ]
    LANG=zh_CN.UTF-8 fails 1 suyuan append --key other.key one.json
    says "不是这个企业的签名密钥" "[unknown_key]"
    taken one.json
    [ "$(member '.earlier | length')" -eq 0 ]
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
}

@test "what the line lacks is said" {
    begin
    events 1 >one.json
    unset SUYUAN_AS
    fails 2 suyuan append one.json
    says "[subject_missing]" "--as"
    export SUYUAN_AS=$org
    fails 2 suyuan append --key demo/authority.key one.json
    says "[key_not_organisation]"
    fails 2 suyuan append --node 310101 one.json
    says "[unknown_node]"
    fails 2 suyuan append --delay lazy one.json
    says "[bad_delay]" "back_fill"
    fails 2 suyuan append --as "two words" one.json
    says "[bad_organisation_id]"
    fails 2 suyuan append
    says "FILE... is missing"
    unset XDG_STATE_HOME
    HOME= fails 2 suyuan append one.json
    says "[no_outbox]"
    works suyuan append --delay back_fill --outbox box --receipts receipts one.json
    works suyuan verify receipts/*-0.receipt
    says "filled in afterwards"
}

@test "a receipt of other content is never overwritten" {
    begin
    events 1 >one.json
    mkdir receipts
    echo precious >receipts/suyuan.example+test+310000-0.receipt
    ends 3 suyuan append --receipts receipts one.json
    says "[file_exists]" "[statements_wait]"
    [ "$(cat receipts/suyuan.example+test+310000-0.receipt)" = precious ]
    rm receipts/suyuan.example+test+310000-0.receipt
    taken --receipts receipts one.json
    [ "$(member '.files[0].entries[0].known')" = true ]
}

@test "a damaged file in the outbox is named" {
    begin
    events 1 >one.json
    stop_node
    fails 3 suyuan append one.json
    echo damage >"$(find state -name '*.statement')"
    start_node "$port"
    events 1 7 >other.json
    ends 3 suyuan append other.json
    says "[outbox_damaged]"
}

@test "what is not for everybody stays out of receipts and verdicts" {
    begin
    events 5 >five.json
    works suyuan append --receipts receipts five.json
    lacks SECRET - <<<"$output"
    base64 -d <<<"$(sed -n 's/^extra //p' receipts/*.receipt)" >extra
    grep -aq commissioning extra
    lacks SECRET extra
    grep -aq SECRET receipts/*.parts
    works suyuan verify receipts/*.receipt
    lacks SECRET - <<<"$output"
    works suyuan verify --json receipts/*.receipt
    lacks SECRET - <<<"$output"
    works suyuan receipt show --json receipts/*.receipt
    lacks SECRET - <<<"$output"
}

@test "what a revoked key signed and nobody sent is taken when a key in force stands beside it" {
    begin
    events 2 >two.json
    stop_node
    fails 3 suyuan append two.json
    [ "$(waiting)" -eq 1 ]
    start_node
    suyuan key new fresh.key >/dev/null
    works suyuan registry key add --key demo/authority.key --holder "$org" \
        --request "$(request fresh.key "$org")"
    works suyuan registry key revoke --key demo/authority.key \
        --public-key "$(public org.key)" --since now --reason stolen
    taken --key org.key --key fresh.key --receipts receipts two.json
    [ "$(member '.files[0].entries[0].index')" -eq 0 ]
    [ "$(waiting)" -eq 0 ]
    works suyuan show suyuan.example/test/310000 0 --json
    [ "$(member '.signers | length')" -eq 2 ]
    works suyuan verify receipts/*.receipt
    works suyuan audit
    events 1 9 >more.json
    fails 1 suyuan append more.json
    says key_not_in_force
    fails 2 suyuan append --key org.key --key org.key more.json
}

@test "an agent appends for its principal as far as the delegation goes" {
    local market=uscc:91310114MAYYYY040R
    begin
    suyuan key new market.key >/dev/null
    admit market.key 91310114MAYYYY040R
    events 1 >one.json
    unset SUYUAN_KEY
    fails 1 suyuan append --key "market.key=$market" one.json
    says no_delegation "$market" "suyuan registry delegation grant"
    works suyuan registry delegation grant "delegation:$org:1" --key org.key --agent "$market" \
        --capacity market-operator --step retail_selling
    fails 1 suyuan append --key "market.key=$market" one.json
    says beyond_delegation commissioning
    works suyuan registry delegation grant "delegation:$org:2" --key org.key --agent "$market" \
        --capacity market-operator --step commissioning
    taken --key "market.key=$market" --receipts receipts one.json
    works suyuan verify receipts/*.receipt
    says "in the name of $market"
    until works suyuan journey urn:epc:id:sgtin:4012345.077889.1 && [[ "$output" != *unknown* ]]; do
        sleep 0.1
    done
    says "signed for it by:" "$market"
    works suyuan audit
    events 1 2 >two.json
    fails 1 suyuan append --key "market.key=$market" --delegation 0 two.json
    says denied
    works suyuan registry delegation end "delegation:$org:2" --key org.key
    fails 1 suyuan append --key "market.key=$market" two.json
    says beyond_delegation
    works suyuan registry delegation end "delegation:$org:1" --as "$market" --key market.key
    fails 1 suyuan append --key "market.key=$market" two.json
    says no_delegation
}
