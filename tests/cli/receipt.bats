#!/usr/bin/env bats
# suyuan verify, suyuan receipt show, suyuan receipt extract

load helper
load own_node

# A receipt of three records in r.receipt, its parts in r.parts; the node is gone.
receipt() {
    begin
    events 3 >three.json
    works suyuan append --receipts receipts three.json
    cp receipts/*.receipt r.receipt
    cp receipts/*.parts r.parts
    stop_node
    unset SUYUAN_NODE SUYUAN_KEY SUYUAN_AS
}

@test "a receipt is verified with no network, in three blocks" {
    receipt
    rm demo/nodes.json
    works suyuan verify r.receipt
    says "r.receipt: holds" proved "$org declared this (records: 3)" "entry 0" claimed \
        "ObjectEvent ADD commissioning 2026-11-23T08:00:00+08:00" "not proved" \
        "that this piece is that piece" "attests that whoever signed might speak for" "no witnesses"
    lacks genuine - <<<"$output"
    LANG=zh_CN.UTF-8 works suyuan verify r.receipt
    says 已证明 仅为声称 未证明 眼前这件
    works suyuan verify --json r.receipt
    [ "$(member '.receipts[0].holds')" = true ]
    [ "$(member '.receipts[0].proved.principal')" = "$org" ]
    [ "$(member '.receipts[0].proved.records_here')" -eq 3 ]
    [ "$(member '.receipts[0].proved.parts_by_hash')" -eq 0 ]
    [ "$(member '.receipts[0].claimed.events | length')" -eq 3 ]
    rm r.parts
    works suyuan verify --json r.receipt
    [ "$(member '.receipts[0].proved.parts_by_hash')" -eq 3 ]
}

@test "every byte that is changed is noticed" {
    receipt
    local size at status
    size=$(stat -c %s r.receipt)
    for at in $(seq 0 37 $((size - 1))); do
        cp r.receipt bad.receipt
        if [ "$(dd if=r.receipt bs=1 skip="$at" count=1 2>/dev/null)" = A ]; then
            printf B
        else
            printf A
        fi | dd of=bad.receipt bs=1 seek="$at" conv=notrunc 2>/dev/null
        status=0
        suyuan verify bad.receipt >/dev/null 2>errors || status=$?
        [ "$status" -eq 1 ]
        grep -q '\[receipt_fails\]' errors
    done
    printf A | dd of=r.parts bs=1 seek=100 conv=notrunc 2>/dev/null
    fails 1 suyuan verify r.receipt
    says "r.parts" "[receipt_fails]"
    fails 1 suyuan verify r.parts
    says "r.parts: holds the parts of a receipt" "[receipt_fails]"
}

@test "a receipt is put under the checkpoint of today" {
    begin
    events 3 >three.json
    works suyuan append --receipts receipts --support three.json
    cp receipts/*.receipt r.receipt
    chmod 600 r.receipt
    events 5 >five.json
    works suyuan append five.json
    works suyuan receipt renew --json r.receipt
    [ "$(member '.receipts[0].renewed')" = true ]
    [ "$(stat -c %a r.receipt)" = 600 ]
    works suyuan verify r.receipt
    says "which then had 2 entries" "shown of its signers"
    fails 2 suyuan receipt renew --out x r.receipt r.receipt
    says "[receipt_out_of_one]"
    fails 1 suyuan receipt renew three.json
    says "[receipt_fails]"
    cp r.receipt before
    stop_node # the log is written anew, by whoever has its key
    rm -r data
    start_node
    admit org.key 91310112087994932F
    events 1 >one.json
    works suyuan append one.json
    fails 1 suyuan receipt renew --no-cache r.receipt
    says "node 310000 shows another entry at this place of the log" "[renew_other]"
    cmp r.receipt before
}

@test "a receipt of another network, no receipt, no file" {
    receipt
    works suyuan network new --name suyuan.example/test --node 310000=a:1 --out other
    fails 1 suyuan verify --network other r.receipt
    says "another network" "wrong_network" "[receipt_fails]"
    echo hello >no.receipt
    fails 1 suyuan verify no.receipt
    says "[receipt_fails]"
    fails 3 suyuan verify none.receipt
    says "[file_not_found]"
    local status=0
    suyuan verify --json r.receipt none.receipt no.receipt >out.json 2>errors || status=$?
    [ "$status" -eq 1 ]
    [ "$(jq -c '.receipts | map(.holds)' out.json)" = '[true,false,false]' ]
    fails 2 suyuan verify --parts r.parts r.receipt no.receipt
    says "[parts_of_one]"
}

@test "receipt show prints what a receipt holds" {
    receipt
    works suyuan receipt show r.receipt
    says "r.receipt: holds" "principal       $org" "records         3" "open" "commercial"
    unset SUYUAN_NETWORK
    works suyuan receipt show r.receipt
    says "not checked" "suyuan verify"
    works suyuan receipt show --json r.receipt
    [ "$(member '.checked | not')" = true ]
    [ "$(member '.records_here | length')" -eq 3 ]
    [ "$(member '.index')" -eq 0 ]
}

@test "the receipt of one record shows its open part, and more only when asked" {
    receipt
    works suyuan receipt extract --record 1 --out one.receipt r.receipt
    works suyuan verify --json one.receipt
    [ "$(member '.receipts[0].proved.records_here')" -eq 1 ]
    [ "$(member '.receipts[0].proved.records')" -eq 3 ]
    [ "$(member '.receipts[0].claimed.events[0].record')" -eq 1 ]
    base64 -d <<<"$(sed -n 's/^extra //p' one.receipt)" >extra
    lacks SECRET extra
    works suyuan receipt extract --json --record 1 --with commercial --out more.receipt r.receipt
    [ "$(member '.parts | join(" ")')" = "open commercial" ]
    base64 -d <<<"$(sed -n 's/^extra //p' more.receipt)" >extra
    grep -aq SECRET-PRICE extra
    [ "$(stat -c %a more.receipt)" = 600 ]
    works suyuan verify more.receipt
    lacks SECRET - <<<"$output"
    fails 3 suyuan receipt extract --record 1 --out one.receipt r.receipt
    says "[file_exists]"
    fails 1 suyuan receipt extract --record 3 --out four.receipt r.receipt
    says "[record_not_here]"
    fails 2 suyuan receipt extract --record 1 --with secrets --out x.receipt r.receipt
    says "[bad_part]"
    fails 2 suyuan receipt extract --record x --out x.receipt r.receipt
    says "[bad_count]"
}
