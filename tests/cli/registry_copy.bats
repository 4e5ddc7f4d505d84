#!/usr/bin/env bats
# The copy of the registry that commands keep: brought up to date, never behind, never forked.

load helper
load own_node

copies() {
    find state/suyuan/registry -mindepth 1 -maxdepth 1 -type d
}

# another NUMBER: somebody else is admitted.
another() {
    works suyuan key new "$1.key"
    works suyuan registry admit --key demo/authority.key --id "reg:310115-$1" --name "摊位 $1" \
        --org-key "$(request "$1.key" "reg:310115-$1")"
}

names() {
    member '[.organisations[].registry_id] | join(" ")'
}

@test "a copy is kept and brought up to date" {
    begin
    works suyuan registry list --json
    [ "$(copies | wc -l)" -eq 1 ]
    [ "$(stat -c %a "$(copies)")" = 700 ]
    another 2
    works suyuan registry list --json
    [ "$(names)" = "$org reg:310115-2" ]
    [ "$(member .size)" -eq 2 ]
    events 1 >one.json
    works suyuan append one.json
    works suyuan show suyuan.example/test/310000 0
    says "企业 91310112087994932F"
}

@test "who wants no copy keeps none" {
    begin
    rm -rf state/suyuan/registry
    works suyuan registry list --no-cache
    SUYUAN_NO_CACHE=1 works suyuan registry list
    [ ! -e state/suyuan/registry ]
    # Nor where there is no place for one.
    XDG_STATE_HOME=/dev/null works suyuan registry list
    env -u XDG_STATE_HOME -u HOME suyuan registry list >list
    grep -q "$org" list
}

@test "each network has a copy of its own" {
    begin
    works suyuan registry list
    stop_node
    works suyuan network new --name other.example/test --node 310000=127.0.0.1:7411 --out other
    mv demo first
    mv data first-data
    mv other demo
    start_node
    works suyuan registry list --json
    [ "$(member .size)" -eq 0 ]
    [ "$(copies | wc -l)" -eq 2 ]
}

@test "a node put back from an older copy is told of, and what is known holds" {
    begin
    stop_node
    cp -r data older
    start_node
    another 2
    works suyuan registry list
    stop_node
    rm -rf data
    cp -r older data
    start_node
    ends 0 suyuan registry list --json
    says "[registry_behind]" "shows only 1 entries" "the 2 that were verified" '"size": 2' \
        reg:310115-2
    # Without its entries, the copy's checkpoint still knows that there were more.
    rm -r "$(copies)/registry-log" "$(copies)/registry-view"
    fails 3 suyuan registry list
    says "[registry_behind]" "not all of them"
    ends 0 suyuan registry list --json --no-cache
    says '"size": 1'
}

@test "a node with another registry is not believed, and what it signed is kept" {
    begin
    stop_node
    cp -r data older
    start_node
    another 2
    works suyuan registry list
    stop_node
    rm -rf data
    mv older data
    start_node
    # Now another second entry: as many, but others.
    another 3
    fails 1 suyuan registry list
    says "[registry_forked]" "2 entries that contradicts the 2"
    [ "$(find "$(copies)/forks" -name '*.note' | wc -l)" -eq 1 ]
    grep -q "suyuan.example/test/registry" "$(copies)"/forks/*.note
    # And when it has more.
    another 4
    fails 1 suyuan registry list
    says "[registry_forked]" "3 entries that contradicts the 2"
    fails 1 suyuan journey urn:epc:id:sgtin:4012345.077889.1
    says "[registry_forked]"
    [ "$(find "$(copies)/forks" -name '*.note' | wc -l)" -eq 2 ]
    # Nor when the entries of the copy are gone.
    rm -r "$(copies)/registry-log" "$(copies)/registry-view"
    fails 1 suyuan registry list
    says "[registry_forked]"
}

@test "entries that no checkpoint covered are not held against another node" {
    begin
    works suyuan registry list
    cp "$(copies)/checkpoint" one-entry
    stop_node
    cp -r data older
    start_node
    another 2
    works suyuan registry list
    stop_node
    rm -rf data
    mv older data
    start_node
    another 3
    # As a command leaves it that was killed before the end: entries, and the checkpoint before them.
    cp one-entry "$(copies)/checkpoint"
    ends 0 suyuan registry list --json
    says "[registry_copy_damaged]" reg:310115-3
    works suyuan registry list --json
    [ "$(names)" = "$org reg:310115-3" ]
}

@test "a damaged copy is read again, with a word" {
    begin
    works suyuan registry list
    local file
    for file in registry-log/data.mdb registry-view/data.mdb; do
        truncate -s 5000 "$(copies)/$file"
        ends 0 suyuan registry list --json
        says "[registry_copy_damaged]" "$org"
        works suyuan registry list
        head -c 20000 /dev/urandom >"$(copies)/$file"
        ends 0 suyuan registry list --json
        says "[registry_copy_damaged]" "$org"
        works suyuan registry list
        : >"$(copies)/$file"
        ends 0 suyuan registry list --json
        says "$org"
        works suyuan registry list
    done
    # A view of another registry is no view of this one.
    echo nonsense >"$(copies)/checkpoint"
    works suyuan registry list
    rm "$(copies)/checkpoint"
    works suyuan registry list
}

@test "many commands at once share one copy" {
    begin
    another 2
    rm -rf state/suyuan/registry
    local i
    for i in $(seq 8); do
        suyuan registry list --json >"list.$i" 2>"errors.$i" 3>&- &
    done
    wait $(jobs -p | grep -vx "$node_pid")
    for i in $(seq 8); do
        [ ! -s "errors.$i" ]
        cmp list.1 "list.$i"
    done
    [ "$(jq .size list.1)" -eq 2 ]
}

@test "a command that is killed leaves a copy that is good" {
    begin
    another 2
    rm -rf state/suyuan/registry
    local i
    for i in $(seq 12); do
        timeout -s KILL "0.$(printf %03d $((i * 7)))" suyuan registry list >/dev/null 2>&1 || true
    done
    suyuan registry list --json --no-cache >expected
    works suyuan registry list --json
    [ "$output" = "$(cat expected)" ]
}
