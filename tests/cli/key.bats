#!/usr/bin/env bats
# suyuan key new, suyuan key show

load helper

@test "key new writes a file that only its owner may read" {
    umask 000
    works suyuan key new org.key
    says "wrote org.key" "public_key" "connect_key" "next: "
    [ "$(stat -c %a org.key)" = 600 ]
    [ "$(head -n 1 org.key)" = "suyuan-key/v1" ]
    [ "$(grep -Ec '^(sign|connect|nonce) [A-Za-z0-9+/]{43}=$' org.key)" -eq 3 ]
}

@test "key show prints the same public keys, 33 bytes each, and no secret" {
    works suyuan key new org.key --json
    local sign connect
    sign=$(member .public_key)
    connect=$(member .connect_key)
    [ "$(base64 -d <<<"$sign" | wc -c)" -eq 33 ]
    [ "$(base64 -d <<<"$sign" | head -c 1 | od -An -tx1 | tr -d ' ')" = 01 ]
    [ "$sign" != "$connect" ]
    works suyuan key show --json org.key
    [ "$(member .public_key)" = "$sign" ]
    [ "$(member .connect_key)" = "$connect" ]
    [ "$(member .holder)" = organisation ]
    works suyuan key show org.key
    says "$sign" "$connect"
    while read -r _ seed; do
        [[ "$output" != *"$seed"* ]]
    done < <(grep -E '^(sign|connect|nonce) ' org.key)
}

@test "two keys differ" {
    works suyuan key new a.key --json
    local first
    first=$(member .public_key)
    works suyuan key new b.key --json
    [ "$(member .public_key)" != "$first" ]
}

@test "key show knows the files of nodes and of the authority" {
    found demo
    works suyuan key show --json demo/authority.key
    [ "$(member .holder)" = authority ]
    [ "$(member .public_key)" = "$(jq -r '.authority.keys[0]' demo/network.json)" ]
    [ "$(member .connect_key)" = "$(jq -r '.authority.connect_keys[0]' demo/network.json)" ]
    works suyuan key show --json demo/310000.key
    [ "$(member .holder)" = node ]
    [ "$(member .code)" = 310000 ]
    [ "$(member '.logs[] | select(.origin | endswith("registry")) | .vkey')" = \
        "$(jq -r .registry.vkey demo/network.json)" ]
    [ "$(member .mirror)" = "$(jq -r '.cosigners[0].vkey' demo/network.json)" ]
    [ "$(member .witness)" = "$(jq -r '.cosigners[1].vkey' demo/network.json)" ]
    [ "$(member .transport_key)" = "$(jq -r '.nodes[0].transport_key' demo/network.json)" ]
}

@test "key new overwrites nothing" {
    suyuan key new org.key >/dev/null
    cp org.key before
    fails 3 suyuan key new org.key
    says "org.key" "[file_exists]"
    cmp org.key before
    ln -s elsewhere link.key
    fails 3 suyuan key new link.key
    [ ! -e elsewhere ]
    LANG=zh_CN.UTF-8 fails 3 suyuan key new org.key
    says "已存在" "[file_exists]"
}

@test "a key that cannot be written is said and leaves nothing" {
    fails 3 suyuan key new no/such/folder.key
    says "[file_not_found]"
    mkdir folder
    fails 3 suyuan key new folder
    says "[file_exists]"
}

@test "a damaged key file is named with its line" {
    suyuan key new org.key >/dev/null
    sed 's/^sign /sgin /' org.key >bad.key
    fails 3 suyuan key show bad.key
    says "bad.key, line 4" "[unknown_purpose]"
    LANG=zh_CN.UTF-8 fails 3 suyuan key show bad.key
    says "bad.key 第 4 行" "[unknown_purpose]"
    grep -v '^nonce' org.key >bad.key
    fails 3 suyuan key show bad.key
    says "'nonce'" "[missing_purpose]"
    sed 's/=$//' org.key >bad.key
    fails 3 suyuan key show bad.key
    says "[bad_seed]"
    [[ "$output" != *"$(sed -n 's/^sign \(.*\)=$/\1/p' org.key)"* ]]
    fails 3 suyuan key show none.key
    says "none.key" "[file_not_found]"
    fails 3 suyuan key show .
    says "[bad_file]"
    fails 3 suyuan key show /dev/zero
    says "[file_too_large]"
    echo '{}' >bad.key
    fails 3 suyuan key show bad.key
    says "[wrong_format]"
}

@test "a key file is read from standard input too" {
    suyuan key new org.key >/dev/null
    works suyuan key show - <org.key
    says public_key
}
