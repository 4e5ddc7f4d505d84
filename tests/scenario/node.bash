# node.bash - a network of one node on a free port of this machine, for one file of scenarios.
# network_start goes into setup_file, network_stop into teardown_file.

load ../cli/helper

data=$BATS_TEST_DIRNAME/../data
pork=$data/scenarios/pork
shared=$BATS_TEST_DIRNAME/../../../shared/data/epcis
home=$BATS_FILE_TMPDIR
origin=suyuan.example/test/310000

wait_steps=200 # of 0.1 s each

# The helper has forgotten every setting; those of the file's own network come back.
use_network() {
    export SUYUAN_NETWORK=$home/net SUYUAN_NODE=310000=127.0.0.1:$(cat "$home/port")
    export XDG_STATE_HOME=$home/state
}
[ ! -f "$home/port" ] || use_network

# network_start: founds a network in $home/net and waits until its node answers.
network_start() {
    local port step
    cd "$home" || return 1
    mkdir keys receipts
    found net
    (
        suyuand --network net --key net/310000.key --data data --listen 127.0.0.1:0 2>node.log &
        echo $! >node.pid
        wait $! && echo 0 >node.status || echo $? >node.status
    ) 3>&- >/dev/null &
    for ((step = 0; step < wait_steps; step++)); do
        port=$(sed -n 's/.*event=ready.* port=\([0-9]*\).*/\1/p' node.log 2>/dev/null) || true
        [ -z "$port" ] || break
        sleep 0.1
    done
    if [ -z "$port" ]; then
        cat node.log
        return 1
    fi
    echo "$port" >port
    use_network
}

# network_stop: the node stops in order when it is asked to; exit status 0, nothing to complain of.
network_stop() {
    local step
    cd "$home" || return 1
    [ -f node.pid ] || return 0
    [ -f node.status ] || kill -TERM "$(cat node.pid)"
    for ((step = 0; step < wait_steps; step++)); do
        [ ! -s node.status ] || break
        sleep 0.1
    done
    if [ ! -s node.status ]; then
        kill -KILL "$(cat node.pid)"
        echo "the node did not stop"
        return 1
    fi
    if [ "$(cat node.status)" != 0 ]; then
        echo "the node ended with status $(cat node.status):"
        cat node.log
        return 1
    fi
}

# request NAME ID USE: what the key's holder hands to its office.
request() {
    suyuan key request --network "$home/net" --key "$home/keys/$1.key" --for "$2" --use "$3" \
        --json | jq -r .request
}

# admit NAME USCC LEGAL-NAME: an organisation with a new key, keys/NAME.key.
admit() {
    works suyuan key new "$home/keys/$1.key"
    works suyuan registry admit --key "$home/net/authority.key" --uscc "$2" --name "$3" \
        --org-key "$(request "$1" "uscc:$2" sign)" --connect-key "$(request "$1" "uscc:$2" connect)"
    echo "uscc:$2" >"$home/keys/$1.id"
}

# by NAME COMMAND...: the command with the key and the name of an organisation.
by() {
    local name=$1
    shift
    SUYUAN_KEY=$home/keys/$name.key SUYUAN_AS=$(cat "$home/keys/$name.id") "$@"
}

# append NAME FILE...: reported by an organisation, its receipts kept; a warning may be said.
append() {
    local name=$1
    shift
    output=$(by "$name" suyuan append --receipts "$home/receipts" --json "$@")
}

# applied: waits until the node's view has every entry of its logs.
applied() {
    local step
    for ((step = 0; step < wait_steps; step++)); do
        works suyuan status --json
        ! member '.logs | all(.view_size == .size)' >/dev/null || return 0
        sleep 0.1
    done
    echo "the view stays behind: $output"
    return 1
}

# steps ITEM [OPTION...]: the journey a step a line: what was done, how it stands, inside what.
steps() {
    works suyuan journey --json "$@"
    output=$(jq -r 'select(.step) | [
        .event.bizStep // .event.type,
        (.standing | select(. != "plain")),
        (.via[-1:][] | (.item? // .) | "in " + split(":")[-1])
    ] | join(" ")' <<<"$output")
}

# same EXPECTED: $output is exactly that.
same() {
    diff <(printf '%s\n' "$1") <(printf '%s\n' "$output")
}

# silent WORD...: none of them stands in $output.
silent() {
    local word
    for word in "$@"; do
        if grep -qaF -e "$word" <<<"$output"; then
            printf 'said: %s\n' "$word"
            return 1
        fi
    done
}

# offline COMMAND...: without a network where that may be arranged.
offline() {
    if unshare -n true 2>/dev/null; then
        works unshare -n "$@"
    else
        works "$@"
    fi
}
