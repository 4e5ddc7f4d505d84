# own_node.bash - a network of one node that runs for one test, and an organisation that is admitted to it.

org=uscc:91310112087994932F

# start_node [PORT]: the node of demo/, on a free port; nodes.json then has it.
start_node() {
    local tries=0
    : >node.log # else an earlier node's words could pass for this one's
    suyuand --network demo --key demo/310000.key --data data --listen "127.0.0.1:${1:-0}" \
        2>node.log 3>&- &
    node_pid=$!
    until grep -q event=ready node.log; do
        sleep 0.05
        tries=$((tries + 1))
        if [ "$tries" -ge 400 ] || ! kill -0 "$node_pid"; then
            cat node.log
            return 1
        fi
    done
    port=$(sed -n 's/.*event=ready.* port=\([0-9]*\).*/\1/p' node.log)
    sed -i "s/127.0.0.1:[0-9]*/127.0.0.1:$port/" demo/nodes.json
}

# stop_node [SIGNAL]
stop_node() {
    [ -n "${node_pid:-}" ] || return 0
    kill -CONT "$node_pid" 2>/dev/null || true
    kill "-${1:-TERM}" "$node_pid" 2>/dev/null || true
    wait "$node_pid" 2>/dev/null || true
    node_pid=
}

teardown() {
    stop_node KILL
}

# begin: a node that runs, $org admitted with org.key, and all of it as the environment's default.
begin() {
    found demo
    export XDG_STATE_HOME=$PWD/state SUYUAN_NETWORK=demo SUYUAN_NODE=310000
    start_node
    works suyuan key new org.key
    admit org.key 91310112087994932F
    export SUYUAN_KEY=org.key SUYUAN_AS=$org
}

# public FILE, connect FILE: the public keys of a key file.
public() {
    suyuan key show --json "$1" | jq -r .public_key
}
# request FILE ID [USE]: what the key's holder hands to its office.
request() {
    suyuan key request --network demo --key "$1" --for "$2" --use "${3:-sign}" --json |
        jq -r .request
}

# admit KEYFILE USCC [OPTION...]
admit() {
    local key=$1 code=$2
    shift 2
    works suyuan registry admit --key demo/authority.key --uscc "$code" --name "企业 $code" \
        --org-key "$(request "$key" "uscc:$code")" \
        --connect-key "$(request "$key" "uscc:$code" connect)" "$@"
}

# events COUNT [FIRST]: that many events as a list, each with a trade paper and a price that are
# not for everybody.
events() {
    jq -n --argjson count "$1" --argjson first "${2:-1}" '[range($first; $first + $count) | {
        type: "ObjectEvent", action: "ADD", bizStep: "commissioning",
        eventTime: "2026-11-23T08:00:00+08:00", eventTimeZoneOffset: "+08:00",
        epcList: ["urn:epc:id:sgtin:4012345.077889.\(.)"],
        bizTransactionList: [{type: "po", bizTransaction: "urn:epcglobal:cbv:bt:4012345000009:SECRET-\(.)"}],
        "@context": [{"x": "https://x.example/"}], "x:price": "SECRET-PRICE"}]'
}

# waiting: how many statements are in the outbox.
waiting() {
    find state -name '*.statement' ! -path '*/refused/*' | wc -l
}

# lacks TEXT FILE...: none of the files has the text anywhere in its bytes.
lacks() {
    if grep -aq -- "$@"; then
        printf 'found %s\n' "$1"
        return 1
    fi
}

# ends STATUS COMMAND...: all that it writes is in $output.
ends() {
    local want=$1 got=0
    shift
    output=$("$@" 2>&1) || got=$?
    [ "$got" -eq "$want" ] || { printf '%s\nexit status %s\n%s\n' "$*" "$got" "$output"; return 1; }
}
