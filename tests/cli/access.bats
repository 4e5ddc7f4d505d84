#!/usr/bin/env bats
# Who sees what, over the wire: two organisations and the authority; suyuan disclose; a key that
# ends.

load helper
load own_node

shop=uscc:91310114MAYYYY040R

# sold: an event of $org that names the shop; its receipt is in receipts/.
sold() {
    jq -n --arg shop "urn:suyuan:1:org:$1" '[{
        type: "ObjectEvent", action: "OBSERVE", bizStep: "shipping",
        eventTime: "2026-11-23T08:00:00+08:00", eventTimeZoneOffset: "+08:00",
        epcList: ["urn:epc:id:sgtin:4012345.077889.1"],
        destinationList: [{type: "owning_party", destination: $shop}],
        "@context": [{"x": "https://x.example/"}], "x:price": "SECRET-PRICE"}]' >event.json
    works suyuan append event.json --receipts receipts
    receipt=$(ls receipts/*.receipt)
}

item=urn:epc:id:sgtin:4012345.077889.1

# parts [OPTION...]: which parts of the event whoever names its item is given, after it has been
# verified.
parts() {
    works env -u SUYUAN_KEY -u SUYUAN_AS suyuan show suyuan.example/test/310000 0 --json \
        --item "$item" "$@"
    [ "$(member .verified)" = true ]
    [ "$(member '.records | length')" -eq 1 ]
    lacks_price=$(grep -c SECRET-PRICE <<<"$output" || true)
    lacks_party=$(grep -c owning_party <<<"$output" || true)
}

begin_two() {
    begin
    suyuan key new shop.key >/dev/null
    admit shop.key 91310114MAYYYY040R
}

@test "an organisation sees the chain part of what names it, and all of its own" {
    begin_two
    sold "$shop"
    parts
    [ "$lacks_price$lacks_party" = 00 ]
    parts --key org.key --as "$org"
    [ "$lacks_price" -gt 0 ]
    [ "$lacks_party" -gt 0 ]
    parts --key shop.key --as "$shop"
    [ "$lacks_price" -eq 0 ]
    [ "$lacks_party" -gt 0 ]
}

@test "what is not somebody's own to open stays closed, what its principal opens is open" {
    begin_two
    sold "$org"
    parts --key shop.key --as "$shop"
    [ "$lacks_price$lacks_party" = 00 ]
    works suyuan disclose "$receipt" --record 0 --part chain --to everyone --key shop.key --as "$shop"
    sleep 1
    parts
    [ "$lacks_price$lacks_party" = 00 ]
    works suyuan disclose "$receipt" --record 0 --part commercial --to "$shop"
    says "$shop"
    until parts --key shop.key --as "$shop" && [ "$lacks_price" -gt 0 ]; do sleep 0.1; done
    [ "$lacks_party" -eq 0 ]
    parts
    [ "$lacks_price$lacks_party" = 00 ]
    works suyuan disclose "$receipt" --record 0 --part chain --to everyone --ground recall --json
    [ "$(member .part)" = chain ]
    until parts && [ "$lacks_party" -gt 0 ]; do sleep 0.1; done
    [ "$lacks_price" -eq 0 ]
}

# bulk [OPTION...]: what whoever names no item is given of all that the log holds.
bulk() {
    works env -u SUYUAN_KEY -u SUYUAN_AS suyuan show suyuan.example/test/310000 0 --json "$@"
    given=$(jq -r '[.records[].parts[] | select(.body != null) | .kind] | join(" ")' <<<"$output")
    exported=$(env -u SUYUAN_KEY -u SUYUAN_AS suyuan export epcis \
        --log suyuan.example/test/310000 "$@" | jq '.epcisBody.eventList | length')
}

@test "open parts are for whoever names the item; only those who are concerned read in bulk" {
    begin_two
    suyuan key new stranger.key >/dev/null
    admit stranger.key 91310115MA1K3BTP2B
    sold "$shop"
    until parts && grep -q shipping <<<"$output"; do sleep 0.1; done
    bulk
    [ "$given/$exported" = /0 ]
    bulk --key stranger.key --as uscc:91310115MA1K3BTP2B
    [ "$given/$exported" = /0 ]
    bulk --key shop.key --as "$shop"
    [ "$exported" = 1 ]
    bulk --key demo/authority.key --as authority
    [ "$exported" = 1 ]
    works env -u SUYUAN_KEY -u SUYUAN_AS suyuan show suyuan.example/test/310000 0 \
        --item urn:epc:id:sgtin:4012345.077889.2
    ! grep -q shipping <<<"$output"
    fails 2 suyuan show suyuan.example/test/310000 0 --item 'no item'
    works env -u SUYUAN_KEY -u SUYUAN_AS suyuan audit
}

@test "what a disclosure's line lacks is said" {
    begin_two
    sold "$shop"
    fails 2 suyuan disclose "$receipt" --record 0 --part personal --to everyone
    says "[disclose_part]"
    fails 2 suyuan disclose "$receipt" --record 0 --part chain --to somebody
    says "[disclose_to]"
    fails 1 suyuan disclose "$receipt" --record 7 --part chain --to everyone
    says "[record_not_here]"
    LANG=zh_CN.UTF-8 fails 2 suyuan disclose "$receipt" --record 0 --part open --to everyone
    says "不能公开"
}
