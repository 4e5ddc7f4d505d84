#!/usr/bin/env bats
# SIGTERM at a node, as whoever runs it sends it.

load helper
load own_node

@test "a node that is told to stop while it opens stops in order when it is open" {
    found demo
    # Nobody reads what it says: it stands at its first line until somebody does, before it is ready.
    mkfifo said
    exec 5<>said
    head -c 65536 /dev/zero | tr '\0' '\n' >&5
    suyuand --network demo --key demo/310000.key --data data --listen 127.0.0.1:0 2>&5 3>&- &
    node_pid=$!
    until [ -e data/lock ]; do
        sleep 0.02
    done
    kill -TERM "$node_pid"
    cat said >node.log 3>&- 5>&- &
    reader=$!
    exec 5>&-
    wait "$node_pid"
    node_pid=
    wait "$reader"
    grep -q event=ready node.log
    grep -q event=stopped node.log
}
