# namespaces.bash - nodes each in a network of its own (a namespace), joined by a bridge that can be cut: in the
# namespaces of apart, which end with the test.
#
# A node has 10.77.0.N and fd77::N, in the order in which found_apart was given the nodes; whoever asks has
# 10.77.0.254 and fd77::fe, beside the bridge. Each pair of interfaces is eth0 at the node and v-CODE here.

# need_apart: where networks may not be made, the case is skipped.
need_apart() {
    [ -z "${APART_NOT:-}" ] || skip "$APART_NOT"
}

# found_apart CODE=ADDRESS...: the network net/ and its wires. An address: a host without a port.
found_apart() {
    local argument nodes=() i=0
    mount -t tmpfs none /run
    ip link set lo up
    bridge br0
    bridge br1 # for those who are cut off, together
    ip addr add 10.77.0.254/24 dev br0
    ip addr add fd77::fe/64 dev br0 nodad
    codes=()
    for argument in "$@"; do
        codes+=("${argument%%=*}")
        nodes+=(--node "$argument:7411")
        i=$((i + 1))
        wire "${argument%%=*}" "$i"
    done
    suyuan network new --name suyuan.example/test --out net "${nodes[@]}" >/dev/null
    export SUYUAN_NETWORK=net XDG_STATE_HOME=$PWD/state
}

# end_apart: for the next case; what is left then, ends with apart.
end_apart() {
    [ -z "${APART_NOT:-}" ] || return 0
    local code
    for code in "${codes[@]}"; do
        ip link del "v-$code" 2>/dev/null || true
        ip netns del "$code" 2>/dev/null || true
    done
    ip link del br0 2>/dev/null || true
    ip link del br1 2>/dev/null || true
    umount /etc/hosts 2>/dev/null || true
    umount /run 2>/dev/null || true
}

bridge() {
    ip link add "$1" type bridge
    ip link set "$1" up
}

wire() {
    ip netns add "$1"
    ip link add "v-$1" type veth peer name eth0 netns "$1"
    ip link set "v-$1" master br0
    ip link set "v-$1" up
    ip -n "$1" addr add "10.77.0.$2/24" dev eth0
    ip -n "$1" addr add "fd77::$2/64" dev eth0 nodad
    ip -n "$1" link set lo up
    ip -n "$1" link set eth0 up
}

# at CODE COMMAND...: in the node's network.
at() {
    ip netns exec "$@"
}

# It listens everywhere, on the port that nodes.json has.
run_node() {
    ip netns exec "$1" suyuand --network net --key "net/$1.key" --data "data-$1" 2>"$1.log" 3>&- &
    echo $! >"$1.pid"
}

# cut CODE...: off from the others, but not from each other.
cut_off() {
    local code
    for code in "$@"; do
        ip link set "v-$code" master br1
    done
}

# joined CODE...: again with the others.
join_again() {
    local code
    for code in "$@"; do
        ip link set "v-$code" master br0
    done
}

# linked_all: every node has a link to every other.
linked_all() {
    local code
    for code in "${codes[@]}"; do
        at "$code" suyuan status --node "$code" --json |
            jq -e --argjson count "$((${#codes[@]} - 1))" \
                '[.peers[] | select(.connected)] | length == $count' >/dev/null || return 1
    done
}
