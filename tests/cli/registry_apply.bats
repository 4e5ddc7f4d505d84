#!/usr/bin/env bats
# suyuan registry apply: many acts from a file, with errors by line, and resumed after a kill. One
# node for the whole file.

load helper
load node

shared="$BATS_TEST_DIRNAME/../../../shared/data"
maker=uscc:91310112087994932F

setup_file() {
    export NODE_DIR=$BATS_FILE_TMPDIR
    cd "$NODE_DIR" || return 1
    use_node
    suyuan network new --name suyuan.example/test --node 310000=127.0.0.1:7411 \
        --out "$NODE_DIR/net" >/dev/null
    start_node
    suyuan registry organisation admit "$maker" --name Maker --district 310115 \
        --key net/authority.key >/dev/null
}

teardown_file() {
    stop_node
}

setup() {
    cd "$BATS_FILE_TMPDIR" || return 1
    use_node
    export SUYUAN_KEY=net/authority.key
}

# ends STATUS COMMAND...: all that it writes is in $output.
ends() {
    local want=$1 got=0
    shift
    output=$("$@" 2>&1) || got=$?
    [ "$got" -eq "$want" ] || { printf '%s\nexit status %s\n%s\n' "$*" "$got" "$output"; return 1; }
}

# organisations FIRST COUNT: that many, of the district's own numbers.
organisations() {
    jq -cn --argjson first "$1" --argjson count "$2" 'range($first; $first + $count) |
        {act: "organisation admit", subject: "reg:310115-\(.)", name: "Stall \(.)",
         district: "310115", role: ["retailer"], phone: "13800000000"}'
}

registry_size() {
    suyuan status --json | jq '[.logs[] | select(.origin | endswith("/registry")) | .size][0]'
}

@test "acts of a file, several on one subject" {
    organisations 1000 20 >acts.jsonl
    jq -cn '{act: "organisation suspend", subject: "reg:310115-1003", ground: "art. 124", term: "2030-12-31"},
            {act: "organisation reinstate", subject: "reg:310115-1003"},
            {act: "site open", subject: "urn:suyuan:1:site:reg:310115-1004:A", district: "310115",
             organisation: "reg:310115-1004", kind: "stall"}' >>acts.jsonl
    works suyuan registry apply --dry-run acts.jsonl
    says "of 23"
    works suyuan registry apply --json acts.jsonl
    [ "$(member .applied)" -eq 23 ]
    [ "$(member .statements)" -eq 3 ] # a subject twice begins another statement
    ends 1 suyuan registry apply --proceed acts.jsonl # again, all of it is there
    says "line 1, reg:310115-1000" "in force already"
}

@test "a list, and objects over several lines, are acts too" {
    organisations 1100 3 | jq -s . >list.json
    works suyuan registry apply --json list.json
    [ "$(member .applied)" -eq 3 ]
}

@test "what is wrong is said by line and column, and nothing is sent" {
    {
        organisations 1200 1
        echo '{"act": "organisation admit", "subject": "9.1310112E+17", "name": "x"}'
        echo '{"act": "organisation admt", "subject": "reg:310115-1", "name": "x"}'
        echo 'no object'
        echo '{"act": "organisation admit", "subject": "reg:310115-1202", "name": "x", "role": ["boss"]}'
        echo '{"act": "organisation admit", "subject": "reg:310115-1203"'
        echo '{"act": "organisation admit", "subject": "reg:310115-1204", "nam": "x"}'
        echo '{"act": "organisation admit", "subject": "reg:310115-1205"}'
        echo '{"act": "organisation admit", "subject": "reg:31O115-1206", "name": "x"}'
        organisations 1207 1
    } >wrong.jsonl
    ends 1 suyuan registry apply wrong.jsonl
    says "line 2, column 31, subject" "[mangled_code]" "line 3, act: there is no act 'organisation admt'" \
        "wrong.jsonl:4" "[no_object]" "line 5, column 74, role" "[bad_word]" "wrong.jsonl:6" \
        "line 7" "[unknown_field]" "[field_missing]" "errors: 8; nothing was sent"
    ends 1 suyuan registry apply --proceed --rejected bad.jsonl wrong.jsonl
    says "applied 2 of 10" "wrong or refused 8"
    [ "$(grep -c organisation bad.jsonl)" -ge 6 ]
}

@test "one that the node refuses costs itself alone, with --proceed" {
    organisations 1300 50 >some.jsonl
    sed -i '20s/reg:310115-1319/reg:310115-1000/' some.jsonl
    ends 1 suyuan registry apply some.jsonl
    says "line 20, reg:310115-1000" "in force already" "applied 19 of 50" "[apply_stopped]"
    ends 1 suyuan registry apply --proceed --rejected refused.jsonl some.jsonl
    says "applied 30 of 50, before that 19; wrong or refused 1"
    [ "$(jq -r .subject refused.jsonl)" = reg:310115-1000 ]
}

# How many objects of its file the run that is under way has done; without a process of its own,
# so that the run is caught early.
done_so_far() {
    local file field count rest
    count=0
    for file in "$XDG_STATE_HOME"/suyuan/apply/*.state; do
        [ -f "$file" ] || continue
        { read -r rest && read -r field count rest; } <"$file" 2>/dev/null || count=0
    done
    reached=$count
}

@test "a run that is killed goes on, and enters nothing twice" {
    local before reached=0 aim
    before=$(registry_size)
    organisations 2000 400 >many.jsonl
    for _ in 1 2 3; do
        done_so_far
        aim=$((reached + 12))
        suyuan registry apply --batch 4 many.jsonl >/dev/null 2>&1 &
        pid=$!
        while done_so_far && [ "$reached" -lt $aim ] && kill -0 $pid 2>/dev/null; do :; done
        kill -9 $pid
        wait $pid 2>/dev/null || true
    done
    works suyuan registry apply --batch 4 --json many.jsonl
    [ "$(member '.applied + .applied_before')" -eq 400 ]
    [ "$(member .applied_before)" -ge 36 ]
    [ "$(member .refused)" -eq 0 ]
    [ "$(registry_size)" -eq $((before + 100)) ]
    [ -z "$(find state -name '*.state')" ]
}

@test "what was applied must not have changed" {
    organisations 3000 30 >cut.jsonl
    echo '{"act": "organisation suspend", "subject": "reg:310115-9", "ground": "x"}' >>cut.jsonl
    ends 1 suyuan registry apply cut.jsonl
    says "line 31" "applied 30 of 31"
    sed -i '3s/Stall/Shop/' cut.jsonl
    fails 1 suyuan registry apply cut.jsonl
    says "[applied_changed]" "--restart"
}

@test "the codes of GB 32100's examples come out as their file says" {
    [ -d "$shared/cn/uscc" ] || skip "no ../shared/data/cn/uscc"
    jq -cR 'select(length > 0) | {act: "organisation admit", subject: ., name: "x"}' \
        "$shared/cn/uscc/valid-a.txt" | grep -v 91310112087994932F >valid.jsonl
    works suyuan registry apply --json valid.jsonl
    [ "$(member .applied)" -eq "$(wc -l <valid.jsonl)" ]
    grep -v '^#' "$shared/cn/uscc/invalid.tsv" | cut -f 1 |
        jq -cR '{act: "organisation admit", subject: ., name: "x"}' >invalid.jsonl
    ends 1 suyuan registry apply --proceed invalid.jsonl
    says "applied 0 of $(wc -l <invalid.jsonl)" "should end in L" "should end in 3"
}

@test "products register, those with a wrong check digit are refused with the right one" {
    [ -f "$shared/products/openfoodfacts-a.tsv" ] || skip "no ../shared/data/products"
    tail -n +2 "$shared/products/openfoodfacts-a.tsv" |
        jq -cR --arg maker "$maker" 'split("\t") | select(.[0] != "") |
            {act: "product register", subject: .[0], organisation: $maker,
             name: (.[1] | if . == "" then "?" else .[0:200] end)}' >products.jsonl
    ends 1 suyuan registry apply --proceed --rejected digits.jsonl products.jsonl
    echo "$output"
    [ "$(grep -c 'should end in' <<<"$output")" -eq 3 ]
    says "wrong or refused 3"
    [ "$(wc -l <digits.jsonl)" -eq 3 ]
}

@test "Shanghai's districts as tools/data has them, found by the codes that they had before" {
    cp "$BATS_TEST_DIRNAME/../../tools/data/shanghai-districts.jsonl" districts.jsonl
    works suyuan registry apply --json districts.jsonl
    [ "$(member .applied)" -eq 16 ]
    works suyuan registry show 310103
    says "卢湾区" "until 2011" "node:310101"
    works suyuan registry show 310103 --json
    [ "$(member '.former[0].until_year')" -eq 2011 ]
    works suyuan registry show 310225
    says "南汇县" "until 2001" "node:310115"
}
