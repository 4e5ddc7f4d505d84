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
    [ -z "${lossy:-}" ] || kill "${lossy[@]}" 2>/dev/null || true
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
    ip -n "$1" link set lo up
    ip link add "v-$1" type veth peer name eth0 netns "$1"
    plug_in "$1" "$2"
}

# plug_in CODE NUMBER: the two ends of the wire are there.
plug_in() {
    ip link set "v-$1" master br0
    ip link set "v-$1" up
    ip -n "$1" addr add "10.77.0.$2/24" dev eth0
    ip -n "$1" addr add "fd77::$2/64" dev eth0 nodad
    ip -n "$1" link set eth0 up
}

# bad_lines DELAY_MS JITTER_MS LOSS_PERCENT: on every wire, each way; by netem, or where the kernel has none by
# lossy in the place of the wire. $lossy are then its processes.
bad_lines() {
    local code i=0
    lossy=()
    if tc qdisc add dev lo root netem delay 0ms 2>/dev/null; then
        tc qdisc del dev lo root
        for code in "${codes[@]}"; do
            tc qdisc add dev "v-$code" root netem delay "$1ms" "$2ms" loss "$3%"
            at "$code" tc qdisc add dev eth0 root netem delay "$1ms" "$2ms" loss "$3%"
        done
        return
    fi
    [ -c /dev/net/tun ] && ip tuntap add mode tap name probe 2>/dev/null ||
        skip "this kernel has no netem (sch_netem), and /dev/net/tun makes no interfaces here"
    ip link del probe
    for code in "${codes[@]}"; do
        i=$((i + 1))
        ip link del "v-$code"
        "$SUYUAN_BUILD/tests/scenario/lossy" "v-$code" "$code" eth0 "$1" "$2" "$(($3 * 10))" "$i" 2>"lossy-$code.log" 3>&- &
        lossy+=("$!")
        until_true 10 ip link show "v-$code"
        plug_in "$code" "$i"
    done
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

# way_ms ADDRESS: how long a connection to the node there takes to be made.
way_ms() {
    local from=${EPOCHREALTIME/./}
    exec 4<>"/dev/tcp/$1/7411"
    echo $(((${EPOCHREALTIME/./} - from) / 1000))
    exec 4>&-
}

# lost_on CODE: frames that its wire has lost so far, on the way here.
lost_on() {
    if [ -n "${lossy:-}" ]; then
        kill -USR1 "${lossy[$(index_of "$1")]}"
        until_true 5 grep -q lost "lossy-$1.log"
        sed -n 's/.*lost \([0-9]*\).*/\1/p' "lossy-$1.log" | tail -n 1
    else
        at "$1" tc -s qdisc show dev eth0 | sed -n 's/.*(dropped \([0-9]*\),.*/\1/p'
    fi
}

index_of() {
    local i
    for i in "${!codes[@]}"; do
        [ "${codes[$i]}" != "$1" ] || echo "$i"
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
