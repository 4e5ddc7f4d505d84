#!/usr/bin/env bats
# what a node refuses it signs: suyuan append keeps the refusal, suyuan verify checks it offline

load helper
load own_node

# refused [OPTION...]: a statement of somebody nobody has admitted.
refused() {
    works suyuan key new stranger.key
    events 1 >events.json
    fails 1 suyuan append --key stranger.key --as reg:310115-7 "$@" events.json
    says "[unknown_principal]" "[refusal_kept]" "suyuan verify"
}

@test "who was refused can show that they tried, with no network" {
    begin
    refused --receipts kept
    stop_node
    file=$(echo kept/*.refusal)
    [[ "$file" =~ kept/[0-9a-f]{64}\.refusal ]]
    works suyuan verify "$file"
    says "a refusal that holds" "node 310000" "suyuan.example/test/310000" "unknown_principal" \
        "$(basename "$file" .refusal)" "not proved" "that the refusal was right"
    LANG=zh_CN.UTF-8 works suyuan verify "$file"
    says "拒收凭证，核验通过" "节点 310000" "最迟在此时已经送达"
    works suyuan verify --json "$file"
    [ "$(member '.receipts[0].holds')" = true ]
    [ "$(member '.receipts[0].statement_id')" = "$(basename "$file" .refusal)" ]
    [ "$(member '.receipts[0].error')" = unknown_principal ]
    [ "$(member '.receipts[0].registry_size')" -eq 1 ]
    # Read once: also from a pipe.
    works suyuan verify /dev/stdin <"$file"
}

@test "without --receipts the refusal is kept beside the refused statement" {
    begin
    refused
    file=$(find state -path '*/refused/*.refusal')
    [ -f "$file" ]
    works suyuan verify "$file"
    # Refused again, the same report is a new statement: both refusals are kept.
    fails 1 suyuan append --key stranger.key --as reg:310115-7 events.json
    [ "$(find state -name '*.refusal' | wc -l)" -eq 2 ]
}

@test "a refusal that was tampered with, or is another network's, does not hold" {
    begin
    refused --receipts kept
    file=$(echo kept/*.refusal)
    sed 's/^unknown_principal$/key_not_in_force/' "$file" >other.refusal
    fails 1 suyuan verify other.refusal
    says "[refusal_fails]" "bad_signature"
    LANG=zh_CN.UTF-8 fails 1 suyuan verify other.refusal
    says "不是本网络日志签署的拒收凭证" "[refusal_fails]"
    sed 's/T..:/T23:/' "$file" >other.refusal
    cmp -s "$file" other.refusal || fails 1 suyuan verify other.refusal
    head -8 "$file" >other.refusal
    fails 1 suyuan verify other.refusal
    says "[refusal_fails]"
    { cat "$file"; echo; } >other.refusal
    fails 1 suyuan verify other.refusal
    run suyuan verify --json other.refusal
    works suyuan network new --name other.example --node 310000=a:1 --out other
    fails 1 suyuan verify --network other "$file"
    says "[refusal_fails]" "unknown_key"
    works suyuan network new --name suyuan.example/test --node 310000=a:1 --out twin
    fails 1 suyuan verify --network twin "$file"
    # No receipt is taken for a refusal, nor a refusal for a receipt.
    sed '1d' "$file" >other.receipt
    fails 1 suyuan verify other.receipt
    says "[receipt_fails]"
}

@test "what nobody signed gets no signature" {
    begin
    refused --receipts kept
    statement=$(find state -name '*.statement')
    [ -f "$statement" ]
    # One byte of the signature: the node says no, and signs nothing.
    size=$(stat -c %s "$statement")
    waiting=$(dirname "$(dirname "$statement")")
    works suyuan key new honest.key
    mv "$statement" "$waiting/"
    statement="$waiting/$(basename "$statement")"
    python3 - "$statement" <<'PY'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(b"\x12\x40") + 10
data[at] ^= 1
open(sys.argv[1], "wb").write(data)
PY
    [ "$(stat -c %s "$statement")" -eq "$size" ]
    rm -r kept
    events 1 >again.json
    ends 1 suyuan append --receipts kept again.json
    says "[unknown_principal]"
    [[ "$output" != *refusal_kept* ]]
    [ -z "$(find kept -name '*.refusal')" ]
}
