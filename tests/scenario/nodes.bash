# nodes.bash - a network of several nodes on loopback, each on an address of its own, so that no port has to be found.

district=310115
org=uscc:91310112087994932F

# found_nodes CODE...: the network net/, the first node with the registry; quorum 1 of the others' votes and more, as
# network new counts it.
found_nodes() {
    local code args=()
    octet=$((BASHPID % 250 + 1)).$((RANDOM % 250 + 1))
    codes=("$@")
    for code in "$@"; do
        args+=(--node "$code=$(address_of "$code")")
    done
    suyuan network new --name suyuan.example/test --out net "${args[@]}" ${FOUND_OPTIONS:-} >/dev/null
    export SUYUAN_NETWORK=net XDG_STATE_HOME=$PWD/state
}

address_of() {
    local i
    for i in "${!codes[@]}"; do
        [ "${codes[$i]}" != "$1" ] || echo "127.$octet.$((i + 1)):7411"
    done
}

# start CODE...: until each is ready.
start() {
    local code tries
    for code in "$@"; do
        : >"$code.log"
        suyuand --network net --key "net/$code.key" --data "data-$code" --listen "$(address_of "$code")" \
            2>"$code.log" 3>&- &
        echo $! >"$code.pid"
    done
    for code in "$@"; do
        tries=0
        until grep -q event=ready "$code.log"; do
            sleep 0.05
            tries=$((tries + 1))
            if [ "$tries" -ge 400 ] || ! kill -0 "$(cat "$code.pid")"; then
                cat "$code.log"
                return 1
            fi
        done
    done
}

# stop CODE [SIGNAL]: what is stopped in order ends in order, and has leaked nothing.
stop() {
    local pid got=0
    [ -f "$1.pid" ] || return 0
    pid=$(cat "$1.pid")
    kill -CONT "$pid" 2>/dev/null || true
    kill "-${2:-TERM}" "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || got=$?
    rm "$1.pid"
    if [ "${2:-TERM}" = TERM ] && [ "$got" -ne 0 ]; then
        printf 'node %s ended with %s\n' "$1" "$got"
        tail -n 40 "$1.log"
        return 1
    fi
}

stop_all() {
    local file
    for file in *.pid; do
        [ ! -f "$file" ] || stop "${file%.pid}" KILL
    done
}

# show_logs: what the nodes wrote, for a test that fails.
show_logs() {
    tail -n 40 ./*.log
}

# until_true SECONDS COMMAND...: tries it until it succeeds.
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            printf 'never true: %s\n' "$*"
            show_logs
            return 1
        fi
        sleep 0.05
    done
}

# size_at CODE ORIGIN: entries that the node has of the log.
size_at() {
    suyuan status --node "$1" --json |
        jq -er --arg origin "suyuan.example/test/$2" '.logs[] | select(.origin == $origin) | .size'
}

# has CODE ORIGIN SIZE
has() {
    [ "$(size_at "$1" "$2")" -ge "$3" ]
}
