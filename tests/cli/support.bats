#!/usr/bin/env bats
# Receipts that show whose key signed: suyuan append --support, suyuan receipt attach, and what
# suyuan verify then says, with the node gone.

load helper
load own_node

begin_with_receipt() {
    begin
    events 2 >event.json
    works suyuan append event.json --receipts receipts "$@"
    receipt=$(ls receipts/*.receipt)
}

# offline: the node is gone, and so is what the client knows.
offline() {
    stop_node
    rm -rf state
    unset SUYUAN_NODE SUYUAN_KEY SUYUAN_AS
}

@test "a receipt with support shows whose key signed, and that no revocation is shown" {
    begin_with_receipt --support
    offline
    works suyuan verify "$receipt"
    says "shown of its signers" "organisation admitted, $org" "signed by authority" \
        "so the key $(public org.key) was brought for $org by entry 0" \
        "no revocation is shown, which is not the same as none"
    works suyuan verify "$receipt" --json
    [ "$(member '.receipts[0].support.keys[0].holder')" = "$org" ]
    [ "$(member '.receipts[0].support.acts | length')" = 2 ]
    [ "$(member '.receipts[0].not_proved | index("nothing_was_revoked") != null')" = true ]
    works suyuan verify "$receipt" --lang zh
    says "签署者的登记情况" "未见吊销，不等于没有吊销" "准入"
}

@test "without support it is said that nobody shows whose key it is; attach adds it" {
    begin_with_receipt
    cp "$receipt" before
    works suyuan verify "$receipt"
    says "this receipt does not show it" "suyuan receipt attach"
    works suyuan receipt attach "$receipt"
    says "now shows"
    [ "$(wc -c <"$receipt")" -gt "$(wc -c <before)" ]
    works suyuan receipt attach "$receipt" --json
    [ "$(member '.receipts[0].attached')" = true ]
    works suyuan receipt attach before --out other.receipt
    offline
    works suyuan verify "$receipt" other.receipt
    says "was brought for $org by entry 0"
    works suyuan receipt extract "$receipt" --record 1 --out one.receipt
    works suyuan verify one.receipt
    says "was brought for $org by entry 0"
}

@test "support that is attached later shows what came later" {
    begin_with_receipt --support
    works suyuan registry key-revoke --key demo/authority.key --as authority \
        --public-key "$(public org.key)" --since now --reason stolen
    works suyuan receipt attach "$receipt"
    offline
    works suyuan verify "$receipt"
    says "LATER, entry 1" "key revoked" "does not count"
    works suyuan verify "$receipt" --json
    [ "$(member '[.receipts[0].support.acts[] | select(.later)] | length')" = 1 ]
}

@test "a receipt whose support was tampered with does not hold" {
    begin_with_receipt --support
    offline
    extra=$(sed -n 's/^extra //p' "$receipt")
    base64 -d <<<"$extra" >bytes
    size=$(wc -c <bytes)
    printf 'x' | dd of=bytes bs=1 seek=$((size - 40)) conv=notrunc status=none
    { head -n 1 "$receipt"; echo "extra $(base64 -w 0 bytes)"; sed 1,2d "$receipt"; } >bad.receipt
    fails 1 suyuan verify bad.receipt
    says "support"
}

@test "what cannot be attached is said" {
    begin
    events 1 >event.json
    fails 2 suyuan append event.json --support
    says "[support_needs_receipts]"
    works suyuan append event.json --receipts receipts
    receipt=$(ls receipts/*.receipt)
    cp "$receipt" before
    cp "$receipt" second.receipt
    fails 2 suyuan receipt attach "$receipt" second.receipt --out other
    says "[receipt_out_of_one]"
    stop_node
    fails 3 suyuan receipt attach "$receipt"
    says "[node_unreachable]"
    cmp "$receipt" before
}
