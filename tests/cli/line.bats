#!/usr/bin/env bats
# The line itself: help, versions, mistakes, languages, where the answer goes.

load helper

# The names of all commands, one a line.
commands() {
    suyuan --help | sed -nE 's/^  ([a-z]+( [a-z-]+)?) {2,}.*/\1/p'
}

@test "help lists every command in both languages" {
    works suyuan --help
    says "usage: suyuan COMMAND" "network new" "network show" "key new" "key show"
    works suyuan --help --lang zh
    says "用法：" "network new" "key show"
    works suyuan key --help
    says "key new" "key show"
    [[ "$output" != *"network new"* ]]
}

@test "every command has help with an example" {
    [ "$(commands | wc -l)" -ge 4 ]
    while read -r command; do
        # shellcheck disable=SC2086
        works suyuan $command --help
        says "usage: suyuan $command" "--json" "--lang" "examples:" "suyuan $command "
        # shellcheck disable=SC2086
        LANG=zh_CN.UTF-8 works suyuan $command --help
        says "用法：suyuan $command" "示例："
    done < <(commands)
}

@test "the version is one line" {
    works suyuan --version
    [[ "$output" =~ ^suyuan\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "a line without a command is refused" {
    fails 2 suyuan
    says "[no_command]" "suyuan --help"
    LANG=zh_CN.UTF-8 fails 2 suyuan
    says "没有给出命令" "[no_command]" "下一步："
}

@test "an unknown command names the nearest" {
    fails 2 suyuan netwrok new
    says "[unknown_command]" "'suyuan network new'"
    fails 2 suyuan kye show
    says "'suyuan key show'"
    fails 2 suyuan frobnicate
    says "'frobnicate'" "[unknown_command]" "suyuan --help"
    fails 2 suyuan key
    says "[command_unfinished]" "suyuan key --help"
    fails 2 suyuan key destroy
    says "[command_unfinished]"
    fails 2 suyuan --frobnicate
    says "[unknown_command]"
}

@test "an unknown option names the nearest" {
    fails 2 suyuan network show --netwrok x
    says "--netwrok" "did you mean --network?" "[unknown_option]"
    fails 2 suyuan key show --frobnicate x
    says "[unknown_option]" "suyuan key show --help"
    fails 2 suyuan key show -x x
    says "[unknown_option]"
}

@test "wrong options and operands are named" {
    fails 2 suyuan network new --name a.example --out
    says "--out lacks its value" "[option_without_value]"
    fails 2 suyuan network new --name --out demo
    says "--name lacks its value"
    fails 2 suyuan network new --name a --name b
    says "[option_twice]"
    fails 2 suyuan key show --json=yes x
    says "[option_is_a_flag]"
    fails 2 suyuan network new --out demo --name a.example
    says "--node is missing" "[option_missing]"
    fails 2 suyuan network show
    says "--network is missing" "SUYUAN_NETWORK"
    fails 2 suyuan key show
    says "FILE is missing" "[operand_missing]"
    fails 2 suyuan key show a b
    says "'b'" "[operand_unwanted]"
}

@test "the language comes from --lang, LC_ALL, LC_MESSAGES, LANG" {
    fails 2 suyuan key show --lang zh
    says "缺少 FILE"
    fails 2 suyuan --lang zh key show
    says "缺少 FILE"
    LANG=zh_CN.UTF-8 fails 2 suyuan key show
    says "缺少 FILE"
    LANG=zh_CN.UTF-8 LC_ALL=en_US.UTF-8 fails 2 suyuan key show
    says "FILE is missing"
    LC_MESSAGES=zh_TW fails 2 suyuan key show
    says "缺少 FILE"
    LANG=zh_CN.UTF-8 fails 2 suyuan key show --lang=en
    says "FILE is missing"
    fails 2 suyuan key show --lang fr x
    says "'fr'" "[unknown_language]"
    fails 2 suyuan --lang fr key show x
    says "[unknown_language]"
}

@test "an answer that cannot be written is an error" {
    suyuan key new org.key >/dev/null
    local status=0
    suyuan key show org.key >/dev/full 2>errors || status=$?
    [ "$status" -eq 3 ]
    grep -q '\[output_failed\]' errors
    status=0
    suyuan --help >&- 2>errors || status=$?
    [ "$status" -eq 3 ]
    grep -q '\[output_failed\]' errors
    # With descriptor 1 free the next file opened would get it.
    status=0
    suyuan key new second.key >&- 2>errors || status=$?
    [ "$status" -eq 3 ]
    [ "$(head -n 1 second.key)" = "suyuan-key/v1" ]
    suyuan key show second.key | grep -q public_key
}

@test "a reader that leaves early ends it with an error, not a signal" {
    suyuan key new org.key >/dev/null
    exec 6> >(:)
    wait $! # the reader has gone
    suyuan key show org.key >&6 2>errors || echo $? >status
    exec 6>&-
    [ "$(cat status)" -eq 3 ]
}
