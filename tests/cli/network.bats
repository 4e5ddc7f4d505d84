#!/usr/bin/env bats
# suyuan network new, suyuan network show

load helper

@test "network new writes the genesis, the addresses and the keys" {
    umask 000
    found demo
    says "founded the network suyuan.example/test" "demo/network.json" "demo/310000.key" \
        "suyuand --network demo/network.json --key demo/310000.key" "suyuan registry admit"
    [ "$(cd demo && echo *)" = "310000.key authority.key network.json nodes.json" ]
    [ "$(stat -c %a demo/310000.key demo/authority.key | sort -u)" = 600 ]
    [ "$(stat -c %a demo/network.json)" = 644 ]
    [ "$(jq -r .registry.origin demo/network.json)" = suyuan.example/test/registry ]
    [ "$(jq -r '.logs[0].origin' demo/network.json)" = suyuan.example/test/310000 ]
    [ "$(jq -c .quorum demo/network.json)" = '{"faults":0,"of":0,"needed":0}' ]
    [ "$(jq -c '.nodes[0].addresses' demo/nodes.json)" = '["127.0.0.1:7411"]' ]
}

@test "the network id is the hash of network.json" {
    found demo
    says "$(sha256sum demo/network.json | cut -d ' ' -f 1)"
    works suyuan network show --network demo/network.json --json
    [ "$(member .network_id)" = "$(sha256sum demo/network.json | cut -d ' ' -f 1)" ]
}

@test "several nodes, addresses and authorities" {
    works suyuan network new --json --name suyuan.example/sh --out sh --authorities 3 \
        --node 310000=10.0.0.1:7411 --node 310101=[fd00::2]:7411 --node 310115=pudong.example:7411 \
        --node 310104=10.0.0.4:7411 --node 310105=10.0.0.5:7411 --node 310101=10.0.0.2:7411
    [ "$(member .network_id)" = "$(sha256sum sh/network.json | cut -d ' ' -f 1)" ]
    [ "$(member '.files | length')" -eq 10 ]
    for file in $(member '.files[]'); do
        [ -f "$file" ]
    done
    [ "$(jq -c .quorum sh/network.json)" = '{"faults":1,"of":4,"needed":3}' ]
    [ "$(jq -c '[.authority.k, (.authority.keys | length)]' sh/network.json)" = '[2,3]' ]
    [ "$(jq -c '[.logs[].node]' sh/network.json)" = '["310000","310101","310115","310104","310105"]' ]
    [ "$(jq '.cosigners | length' sh/network.json)" -eq 10 ]
    [ "$(jq -c '.nodes[1].addresses' sh/nodes.json)" = '["[fd00::2]:7411","10.0.0.2:7411"]' ]
    works suyuan network show --network sh
    says "authority: 2 of 3 must sign" "quorum: 3 of 4 votes; 1 may lie" \
        "node 310101: [fd00::2]:7411 10.0.0.2:7411" "suyuan.example/sh/310105"
    LANG=zh_CN.UTF-8 works suyuan network show --network sh
    says "3 个中须有 2 个签名" "节点 310101"
    for key in sh/*.key; do
        works suyuan key show "$key"
    done
}

@test "--faults and --threshold are heeded" {
    works suyuan network new --name a.example --out a --faults 2 --authorities 2 --threshold 1 \
        --node 310000=a:1 --node 310101=b:1 --node 310104=c:1 --node 310105=d:1
    [ "$(jq -c .quorum a/network.json)" = '{"faults":2,"of":3,"needed":3}' ]
    [ "$(jq .authority.k a/network.json)" -eq 1 ]
}

@test "nothing is overwritten and nothing is left half done" {
    mkdir demo
    echo precious >demo/nodes.json
    fails 3 suyuan network new --name a.example --node 310000=a:1 --out demo
    says "demo/nodes.json" "[file_exists]"
    [ "$(cd demo && echo *)" = nodes.json ]
    [ "$(cat demo/nodes.json)" = precious ]
    rm demo/nodes.json
    found demo
    cp -r demo before
    fails 3 suyuan network new --name a.example --node 310000=a:1 --out demo
    diff -r demo before
}

@test "an existing directory with other files is fine" {
    mkdir demo
    echo other >demo/other
    found demo
    [ -f demo/network.json ]
    echo file >file
    fails 3 suyuan network new --name a.example --node 310000=a:1 --out file
    says "file" "[file_exists]"
}

@test "a full disk leaves nothing" {
    [ "$(id -u)" -eq 0 ] || skip "needs root, to mount a small disk"
    mkdir small
    mount -t tmpfs -o size=8k tmpfs small 2>/dev/null || skip "cannot mount"
    local status=0 left
    suyuan network new --name a.example --node 310000=a:1 --out small 2>errors >stdout || status=$?
    left=$(ls -A small)
    umount small
    [ "$status" -eq 3 ]
    grep -q '\[no_space\]' errors
    [ -z "$left" ]
}

@test "what cannot be a network is refused before anything is written" {
    fails 2 suyuan network new --name "a b" --node 310000=a:1 --out demo
    says "'a b'" "[bad_network_name]"
    fails 2 suyuan network new --name 上海 --node 310000=a:1 --out demo
    says "[bad_network_name]"
    fails 2 suyuan network new --name "$(printf 'a%.0s' {1..190})" --node 310000=a:1 --out demo
    says "[bad_network_name]"
    for node in 310000 31000=a:1 310000=a 310000=a:0 310000=::1:7 =a:1 310000= 000000=a:1; do
        fails 2 suyuan network new --name a.example --node "$node" --out demo
        says "$node" "[bad_node_option]"
    done
    fails 2 suyuan network new --name a.example --node 310000=a:1 --out demo --faults 1
    says "--faults 1" "[bad_count]"
    fails 2 suyuan network new --name a.example --node 310000=a:1 --out demo --faults x
    says "[bad_count]"
    fails 2 suyuan network new --name a.example --node 310000=a:1 --out demo --authorities 17
    says "[bad_count]" "from 1 to 16"
    fails 2 suyuan network new --name a.example --node 310000=a:1 --out demo --threshold 2
    says "--threshold 2" "[bad_count]"
    local nodes=()
    for code in {310101..310165}; do
        nodes+=(--node "$code=a:1")
    done
    fails 2 suyuan network new --name a.example "${nodes[@]}" --out demo
    says "64" "[too_many_nodes]"
    [ ! -e demo ]
}

@test "network show takes the file, its directory or SUYUAN_NETWORK" {
    found demo
    works suyuan network show --network demo/network.json
    local first=$output
    works suyuan network show --network demo
    [ "$output" = "$first" ]
    SUYUAN_NETWORK=demo works suyuan network show
    [ "$output" = "$first" ]
    cd demo
    works suyuan network show --network network.json
    [ "$output" = "$first" ]
}

@test "network show does without the addresses" {
    found demo
    rm demo/nodes.json
    works suyuan network show --network demo
    says "node 310000: address not known"
    works suyuan network show --network demo --json
    [ "$(member '.nodes[0].addresses | length')" -eq 0 ]
}

@test "a damaged network.json is named with its member" {
    found demo
    jq '.logs[0].origin = "other"' demo/network.json >bad.json
    fails 3 suyuan network show --network bad.json
    says "bad.json, logs[0].vkey" "[bad_vkey]"
    jq '.extra = 1' demo/network.json >bad.json
    fails 3 suyuan network show --network bad.json
    says "'extra'" "[unknown_member]"
    jq 'del(.nodes[0].transport_key)' demo/network.json >bad.json
    fails 3 suyuan network show --network bad.json
    says "nodes[0]" "'transport_key'" "[missing_member]"
    jq '.quorum.needed = 1' demo/network.json >bad.json
    LANG=zh_CN.UTF-8 fails 3 suyuan network show --network bad.json
    says "法定数" "[wrong_quorum]"
    jq '.nodes[0].statement_key = .nodes[0].transport_key' demo/network.json >bad.json
    fails 3 suyuan network show --network bad.json
    says "nodes[0].transport_key" "[key_reused]"
    head -c 500 demo/network.json >bad.json
    fails 3 suyuan network show --network bad.json
    says "bad.json, line" "[not_json]"
    fails 3 suyuan network show --network none.json
    says "[file_not_found]"
    sed -i 's/7411/74110/' demo/nodes.json
    fails 3 suyuan network show --network demo
    says "demo/nodes.json, nodes[0].addresses[0]" "[bad_address]"
}

@test "a node is not started with somebody else's key file" {
    works suyuan network new --name suyuan.example/test --node 310000=127.0.0.1:7411 --node 310101=127.0.0.1:7412 --out net
    says "start each node, on its machine, with its key"
    works suyuan key new org.key
    got=0
    output=$(suyuand --network net --key org.key --data data 2>&1) || got=$?
    [ "$got" -eq 3 ]
    says "org.key is no node's key file" "[not_a_node_key]"
    [ ! -e data ]
}
