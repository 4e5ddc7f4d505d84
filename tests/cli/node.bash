# node.bash - a network of one node that runs while a file's tests do, with the pork chain appended.
# Everything is in $NODE_DIR; SUYUAN_NETWORK and SUYUAN_NODE name it.

pork="$BATS_TEST_DIRNAME/../data/scenarios/pork"

# start_node: on a port that nobody listens on, until it is ready.
start_node() {
    suyuand --network "$NODE_DIR/net" --key "$NODE_DIR/net/310000.key" --data "$NODE_DIR/data" \
        --listen 127.0.0.1:0 2>"$NODE_DIR/node.log" 3>&- &
    echo $! >"$NODE_DIR/pid"
    for _ in $(seq 200); do
        grep -q event=ready "$NODE_DIR/node.log" && break
        kill -0 "$(cat "$NODE_DIR/pid")" || { cat "$NODE_DIR/node.log"; return 1; }
        sleep 0.05
    done
    SUYUAN_NODE=310000=127.0.0.1:$(sed -n 's/.*event=ready.* port=\([0-9]*\).*/\1/p' \
        "$NODE_DIR/node.log")
    export SUYUAN_NODE
    echo "$SUYUAN_NODE" >"$NODE_DIR/address"
}

# use_node: what a test needs to ask the node of its file.
use_node() {
    export NODE_DIR=$BATS_FILE_TMPDIR SUYUAN_NETWORK=$BATS_FILE_TMPDIR/net
    export XDG_STATE_HOME=$BATS_FILE_TMPDIR/state
    [ ! -f "$NODE_DIR/address" ] || SUYUAN_NODE=$(cat "$NODE_DIR/address")
    export SUYUAN_NODE
}

stop_node() {
    use_node
    kill "$(cat "$NODE_DIR/pid")" 2>/dev/null || true
    while kill -0 "$(cat "$NODE_DIR/pid")" 2>/dev/null; do sleep 0.05; done
}

# column NAME NUMBER: of the organisation's line.
column() {
    awk -F'\t' -v name="$1" -v number="$2" '$1 == name { print $number }' \
        "$pork/organisations.tsv"
}

# request NAME ID USE: what the key's holder hands to its office.
request() {
    suyuan key request --key "$NODE_DIR/keys/$1.key" --for "$2" --use "$3" --json | jq -r .request
}

admit_all() {
    local name uscc title
    mkdir "$NODE_DIR/keys"
    while IFS=$'\t' read -r name uscc title _; do
        case $name in '#'*) continue ;; esac
        suyuan key new "$NODE_DIR/keys/$name.key" >/dev/null
        suyuan registry admit --key "$NODE_DIR/net/authority.key" --uscc "$uscc" \
            --name "$title" --org-key "$(request "$name" "uscc:$uscc" sign)" \
            --connect-key "$(request "$name" "uscc:$uscc" connect)" >/dev/null
    done <"$pork/organisations.tsv"
}

append_all() {
    local file name
    for file in "$pork"/0*.jsonld; do
        name=$(basename "$file" .jsonld)
        name=${name#*-}
        name=${name%%-*}
        suyuan append --key "$NODE_DIR/keys/$name.key" --as "uscc:$(column "$name" 2)" \
            "$file" >/dev/null
    done
}

# pork_node: all of the above.
pork_node() {
    use_node
    suyuan network new --name suyuan.example/test --node 310000=127.0.0.1:7411 \
        --out "$NODE_DIR/net" >/dev/null
    start_node
    admit_all
    append_all
}
