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

# run_node CODE: with $START_OPTIONS, in the background, with its process in CODE.pid.
run_node() {
    suyuand --network net --key "net/$1.key" --data "data-$1" --listen "$(address_of "$1")" \
        ${START_OPTIONS:-} 2>"$1.log" 3>&- &
    echo $! >"$1.pid"
}

# start CODE...: until each is ready.
start() {
    local code tries
    for code in "$@"; do
        : >"$code.log"
        run_node "$code"
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

# signs CODE: its log takes statements: the others have said that nothing is lost.
signs() {
    until_true 30 grep -q "event=log_signed origin=suyuan.example/test/$1 " "$1.log"
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

# request USE: what the organisation asks to be admitted with.
request() {
    suyuan key request --network net --key org.key --for "$org" --use "$1" --json | jq -r .request
}

# city: four nodes that run, each with the subscription that stands in subscription-CODE if there is one, and an
# organisation that is admitted; with a quorum, so that all is cosigned.
city() {
    local code
    found_nodes 310000 310115 310101 310104
    for code in "${codes[@]}"; do
        [ ! -f "subscription-$code" ] || { mkdir "data-$code" && mv "subscription-$code" "data-$code/subscription"; }
    done
    settle
}

# settle: the four nodes of the network that was made run, and an organisation is admitted.
settle() {
    start 310000 310115 310101 310104
    works suyuan key new org.key
    until_true 30 suyuan registry admit --node 310000 --key net/authority.key --uscc "${org#uscc:}" --name 一 \
        --org-key "$(request sign)" --connect-key "$(request connect)"
    until_true 30 all_have registry 1
}

# grown_older: a city whose owner 310115 has two entries; "older" is its data as it was after the first.
grown_older() {
    city
    works append 310115 1 1
    until_true 20 all_have 310115 1
    stop 310115
    cp -r data-310115 older
    start 310115
    signs 310115
    works append 310115 2 1
    until_true 20 all_have 310115 2
}

# in_force FILE [OPTION]: the authority signs the policy, and the registry has it.
in_force() {
    works suyuan policy sign "$1" --network net --key net/authority.key
    works suyuan policy adopt "$1" --network net --key net/authority.key ${2:-}
}

# all_have ORIGIN SIZE: every node that runs has so much, and can show the quorum for it.
all_have() {
    local file
    for file in *.pid; do
        suyuan status --node "${file%.pid}" --json |
            jq -e --arg origin "suyuan.example/test/$1" --argjson size "$2" \
                '.logs[] | select(.origin == $origin) | .checkpoint |
                 .size >= $size and .votes >= .votes_needed' >/dev/null || return 1
    done
}

# events COUNT [FIRST]
events() {
    jq -n --argjson count "$1" --argjson first "${2:-1}" '[range($first; $first + $count) | {
        type: "ObjectEvent", action: "ADD", bizStep: "commissioning",
        eventTime: "2026-11-23T08:00:00+08:00", eventTimeZoneOffset: "+08:00",
        epcList: ["urn:epc:id:sgtin:4012345.077889.\(.)"]}]'
}

# append CODE FIRST COUNT [OPTION...]
append() {
    local code=$1 first=$2 count=$3
    shift 3
    events "$count" "$first" >"events-$first.json"
    suyuan append --node "$code" --key org.key --as "$org" --receipts receipts "$@" "events-$first.json"
}

# same_logs ORIGIN: what the nodes that run give of the log is the same, byte for byte.
same_logs() {
    local file code sums=
    for file in *.pid; do
        code=${file%.pid}
        rm -rf "tiles-$code"
        suyuan export tiles --node "$code" --log "suyuan.example/test/$1" --out "tiles-$code" >/dev/null
        sums+=$(cd "tiles-$code" && find . -type f ! -name checkpoint -exec sha256sum {} + | sort | sha256sum)$'\n'
    done
    [ "$(sort -u <<<"$sums" | grep -c .)" -eq 1 ]
}

# linked CODE PEER: the node has a link to the peer.
linked() {
    suyuan status --node "$1" --json | jq -e --arg peer "$2" '.peers[] | select(.node == $peer) | .connected'
}
