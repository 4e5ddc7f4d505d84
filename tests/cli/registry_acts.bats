#!/usr/bin/env bats
# suyuan registry NOUN VERB: every act once, by whoever may make it; sign and send; what is
# converted and what is refused before anybody signs. One node for the whole file: each case
# goes on from those before it.

load helper
load node

farm=uscc:91310112087994932F
lab=uscc:91310115MA1K3BTP2B

setup_file() {
    export NODE_DIR=$BATS_FILE_TMPDIR
    cd "$NODE_DIR" || return 1
    use_node
    suyuan network new --name suyuan.example/test --node 310000=127.0.0.1:7411 \
        --out "$NODE_DIR/net" --authorities 3 >/dev/null
    start_node
    mkdir keys
}

teardown_file() {
    stop_node
}

setup() {
    cd "$BATS_FILE_TMPDIR" || return 1
    use_node
}

# act WORDS...: by two of the authorities.
act() {
    works suyuan registry "$@" --key net/authority-1.key --key net/authority-2.key
}

# by NAME ID WORDS...: with that key, for that principal.
by() {
    local name=$1 id=$2
    shift 2
    works suyuan registry "$@" --as "$id" --key "keys/$name.key"
}

# holder NAME ID: a new key, registered for that holder.
holder() {
    suyuan key new "keys/$1.key" >/dev/null
    act key add --holder "$2" --request "$(request "$1" "$2" sign)"
}

# ends STATUS COMMAND...: all that it writes is in $output.
ends() {
    local want=$1 got=0
    shift
    output=$("$@" 2>&1) || got=$?
    [ "$got" -eq "$want" ]
}

public() {
    suyuan key show --json "keys/$1.key" | jq -r .public_key
}

@test "offices are appointed, and admit in their own area" {
    act regulator appoint 310000-1 --name "市市场监督管理局" --level city --district 310000
    says "regulator:310000-1: appointed"
    act regulator appoint 310115-1 --name "Pudong office" --level 区 --district 310115
    act regulator change 310115-1 --department "market regulation"
    holder city regulator:310000-1
    holder office regulator:310115-1
    by office regulator:310115-1 organisation admit 91310112087994932F --name "Sunny Meat" \
        --district 310115 --role slaughterhouse --role 养殖种植 --contact "Zhang San" \
        --phone 13800000000
    says "$farm: admitted"
    fails 1 suyuan registry organisation admit reg:310101-1 --name x --district 310101 \
        --as regulator:310115-1 --key keys/office.key
    says "[void_act]" "area"
    [ -n "$(find state -name '*.refusal')" ]
    by office regulator:310115-1 organisation admit reg:310115-42 --name "Stall 42" \
        --kind 摊位 --role retailer --district 310115
    act regulator appoint 310116-1 --name "Jinshan" --level district --district 310116
    act regulator dismiss 310116-1
    holder farm "$farm"
}

@test "an organisation is changed, suspended, reinstated, renamed, recoded" {
    by office regulator:310115-1 organisation change "$farm" --address "1 Meat Road" \
        --role slaughterhouse --role market
    by office regulator:310115-1 organisation suspend 91310112087994932F \
        --ground "Food Safety Law, art. 124" --term 2030-12-31
    says "suspended"
    by office regulator:310115-1 organisation reinstate "$farm"
    by office regulator:310115-1 organisation rename "$farm" --name "Sunny Meat Ltd" \
        --from 2026-01-01
    act organisation admit 12320681MAYYYY075G --name Agent --district 310115
    act organisation recode uscc:12320681MAYYYY075G --uscc 91350211M00013FA1N \
        --from 2026-01-01T00:00:00+08:00 --override "issued in the pilot"
    act organisation admit reg:310115-50 --name A --district 310115
    act organisation admit reg:310115-51 --name B --district 310115
    act organisation admit reg:310115-52 --name C --district 310115
    act organisation admit reg:310115-53 --name D --district 310115
    act organisation split reg:310115-50 --successor reg:310115-51 --successor reg:310115-52 \
        --from 2026-06-01
    act organisation merge reg:310115-51 --successor reg:310115-52 --from 2026-06-01
    act organisation expel reg:310115-53 --ground "fraud"
    act organisation strike-off reg:310115-52
}

@test "sites, devices and cards, by the office and by those they belong to" {
    by office regulator:310115-1 site open M --organisation "$farm" --district 310115 \
        --kind market --name "Sunny market" --street 310115101
    market=urn:suyuan:1:site:$farm:M
    says "$market: opened"
    by farm "$farm" site open "urn:suyuan:1:site:$farm:A-12" --organisation reg:310115-42 \
        --district 310115 --parent "$market" --kind stall
    by farm "$farm" site change "urn:suyuan:1:site:$farm:A-12" --name "Stall A-12"
    by farm "$farm" site move "urn:suyuan:1:site:$farm:A-12" --district 310115 \
        --address "hall 2"
    by farm "$farm" site open "urn:suyuan:1:site:$farm:A-13" --organisation reg:310115-42 \
        --district 310115 --parent "$market"
    by farm "$farm" site close "urn:suyuan:1:site:$farm:A-13"
    by farm "$farm" device open scale-3 --organisation "$farm" --kind 秤 --site "$market"
    says "device:$farm:scale-3: opened"
    by farm "$farm" device move "device:$farm:scale-3" --site "urn:suyuan:1:site:$farm:A-12"
    by office regulator:310115-1 device verify "device:$farm:scale-3" --due 2028-06-30
    by farm "$farm" device close "device:$farm:scale-3"
    by farm "$farm" card issue "card:$farm:1" --organisation reg:310115-42 --holder "Li Si"
    by farm "$farm" card lose "card:$farm:1"
    by farm "$farm" card replace "card:$farm:2" --organisation reg:310115-42 \
        --replaces "card:$farm:1"
    by farm "$farm" card close "card:$farm:2"
}

@test "a delegation is granted by the principal, narrowed, ended by the agent" {
    holder stall reg:310115-42
    by stall reg:310115-42 delegation grant 1 --principal reg:310115-42 --agent "$farm" \
        --capacity market-operator --step receiving --step retail_selling --until 2030-12-31
    says "delegation:reg:310115-42:1: granted"
    by stall reg:310115-42 delegation narrow delegation:reg:310115-42:1 --step receiving
    by farm "$farm" delegation end delegation:reg:310115-42:1
}

@test "keys are rotated by the old one, replaced after loss, retired and revoked" {
    suyuan key new keys/farm2.key >/dev/null
    by farm "$farm" key rotate --holder "$farm" --request "$(request farm2 "$farm" sign)" \
        --replaces "$(public farm)"
    fails 1 suyuan registry site change "urn:suyuan:1:site:$farm:M" --name x --as "$farm" \
        --key keys/farm.key
    suyuan key new keys/farm3.key >/dev/null
    by office regulator:310115-1 key replace --holder "$farm" --since now \
        --request "$(request farm3 "$farm" sign)" --replaces "$(public farm2)"
    holder spare "$farm"
    by farm3 "$farm" key retire "$(public spare)"
    by farm3 "$farm" key revoke --public-key "$(public spare)" --since 2026-01-01 \
        --reason "found in the bin"
    cp keys/farm3.key keys/farm.key
}

@test "persons, licences and classes" {
    by office regulator:310115-1 person qualify 310115-17 --organisation "$farm" \
        --post "quality inspector" --until 2030-12-31 --name "Wang Wu" \
        --document-number 110101199003070011 --phone 13900000000
    by office regulator:310115-1 person lapse person:310115-17
    by office regulator:310115-1 person bar 310115-18 --term 2029-01-01 --ground fraud
    by office regulator:310115-1 person bar-for-life 310115-18 --ground "fraud again"
    act class register pork --name Pork --shelf-life-days 7 \
        --step '{"step": "commissioning", "roles": ["slaughterhouse"], "licences": ["屠宰"]}' \
        --step '{"step": "*", "from": "2026-01-01"}' \
        --part '{"field": "bizLocation", "part": "chain"}'
    act class change pork --shelf-life-days 8
    act class register veal --name Veal --parent pork
    act class withdraw veal
    by office regulator:310115-1 licence grant SC10631011500013 --override "as on the paper" \
        --organisation "$farm" --kind production --until 2030-12-31 --class pork
    by office regulator:310115-1 licence change licence:SC10631011500013 \
        --override "as on the paper" --until 2031-12-31
    by office regulator:310115-1 licence grant JY13101150012345 --organisation "$farm" \
        --kind 销售 --until 2030-12-31
    by office regulator:310115-1 licence suspend JY13101150012345 --ground x --term 2029-01-01
    by office regulator:310115-1 licence reinstate JY13101150012345
    by office regulator:310115-1 licence withdraw JY13101150012345 --ground x
}

@test "a certificate takes the body's signature and the person's, here or in another office" {
    act organisation admit "$lab" --name Lab --district 310115 --role laboratory
    holder lab "$lab"
    by office regulator:310115-1 person qualify 310115-20 --organisation "$lab" \
        --post auditor --until 2030-12-31
    holder person person:310115-20
    by city regulator:310000-1 accreditation grant CMA-17 --organisation "$lab" \
        --kind "residue test" --until 2030-12-31
    by city regulator:310000-1 accreditation change CMA-17 --until 2031-12-31
    echo paper >paper.pdf
    certificate=certificate:$lab:R-1
    fails 1 suyuan registry certificate issue "$certificate" --kind "residue test" \
        --organisation "$farm" --person 310115-20 --accreditation CMA-17 --until 2028-12-31 \
        --document paper.pdf --as "$lab" --key keys/lab.key
    says "signatures"
    works suyuan registry certificate issue "$certificate" --kind "residue test" \
        --organisation "$farm" --person 310115-20 --accreditation CMA-17 --until 2028-12-31 \
        --document paper.pdf --as "$lab" --key keys/lab.key \
        --key keys/person.key=person:310115-20
    says "$certificate: issued"
    works suyuan registry certificate suspend "$certificate" --ground x --as "$lab" \
        --key keys/lab.key --with "$(public person)=person:310115-20" --prepare c.statement
    says "c.statement" "signatures missing: 1"
    fails 2 suyuan registry send c.statement
    says "[signatures_missing]"
    works suyuan registry sign c.statement --key keys/person.key
    says "certificate suspend  $certificate" "ground" "in the name of $lab" \
        "missing  person:310115-20"
    works suyuan registry send c.statement
    works suyuan registry send c.statement # the same bytes have the same place
    by city regulator:310000-1 certificate reinstate "$certificate"
    by city regulator:310000-1 certificate withdraw "$certificate" --ground x
    by city regulator:310000-1 accreditation suspend CMA-17 --ground x
    by city regulator:310000-1 accreditation reinstate CMA-17
    by city regulator:310000-1 accreditation withdraw CMA-17 --ground x
}

@test "products and nodes" {
    by farm "$farm" product register 6901234567892 --organisation "$farm" --name "Pork loin" \
        --class pork --brand Sunny
    says "gtin:06901234567892: registered"
    by farm "$farm" product change 06901234567892 --specification "500 g"
    by farm "$farm" product register loin-2 --organisation "$farm" --name "Loin, loose"
    says "urn:suyuan:1:class:$farm:loin-2"
    by farm "$farm" product withdraw 6901234567892
    fails 2 suyuan registry product register 6901234567891 --organisation "$farm" --name x \
        --as "$farm" --key keys/farm.key
    says "[bad_check_digit]" "should end in 2"
    act node add 310115 --address node.example:7411 \
        --former '{"code": "310119", "name": "南汇区", "until_year": 2009}'
    act node move 310115 --address other.example:7411
    act node change 310115 --name Pudong
    act node retire 310115
}

@test "authorities in two offices: prepared, signed, sent" {
    fails 2 suyuan registry organisation suspend "$lab" --ground x --key net/authority-1.key
    says "[too_few_authorities]"
    fails 2 suyuan registry organisation suspend "$lab" --ground x --key net/authority-1.key \
        --with "$(suyuan key show --json net/authority-3.key | jq -r .public_key)"
    says "[prepare_missing]"
    works suyuan registry organisation suspend "$lab" --ground "art. 124" \
        --key net/authority-1.key --prepare s.statement \
        --with "$(suyuan key show --json net/authority-3.key | jq -r .public_key)"
    ends 2 suyuan registry sign s.statement --key net/authority-2.key
    says "[not_a_signer]"
    works suyuan registry sign s.statement --json --key net/authority-3.key
    [ "$(member .missing)" -eq 0 ]
    works suyuan registry send s.statement --json
    [ "$(member .entry)" -gt 0 ]
    # A changed byte is noticed before anybody signs.
    sed 's/art. 124/art. 125/' s.statement >t.statement
    fails 1 suyuan registry sign t.statement --key net/authority-3.key
    says "[bad_statement_file]"
}

@test "codes are read as they are meant, and shown; names are kept" {
    ends 2 suyuan registry organisation admit '９１３１０１１５MA1K3CEW0F' --name x \
        --key net/authority-1.key --key net/authority-2.key
    says "[bad_check_digit]" "should end in D"
    act organisation admit '９１３１O１１５MA1K3CEW0D' --name x --district 310115
    says "'９１３１O１１５MA1K3CEW0D'" "as '91310115MA1K3CEW0D'"
    act site open 'Ｂ-１' --organisation "$farm" --district '31Ol15'
    says "read 'Ｂ-１' as 'B-1'" "read '31Ol15' as '310115'" "site:$farm:B-1: opened"
    act site open B-2 --organisation "$farm" --district 310115 --name $'A\u200bB' --json
    [ "$(member '.converted | length')" -eq 0 ]
    act site open $'B\u200b-3' --organisation "$farm" --district 310115 --json
    [ "$(member '.converted[0].before')" = 'B\u200b-3' ]
    [ "$(member '.converted[0].after')" = B-3 ]
    fails 2 suyuan registry product register 8.1E+19 --organisation "$farm" --name x \
        --as "$farm" --key keys/farm.key
    says "[mangled_code]"
    fails 2 suyuan registry licence grant SC10631011500013 --organisation "$farm" \
        --kind production --until 2030-12-31 --as regulator:310115-1 --key keys/office.key
    says "[bad_check_digit]" "should end in 2"
    fails 2 suyuan registry licence grant X1 --organisation "$farm" --kind productoin \
        --until 2030-12-31 --as regulator:310115-1 --key keys/office.key
    says "[bad_word]" "production"
    fails 2 suyuan registry licence grant X1 --organisation "$farm" --kind sale \
        --until tomorrow --as regulator:310115-1 --key keys/office.key
    says "[bad_date]"
}

@test "every act has its help, in both languages" {
    works suyuan registry --help
    local noun verb
    grep -oE '^  registry [a-z]+ [a-z-]+ ' <<<"$output" >acts
    [ "$(wc -l <acts)" -gt 50 ]
    while read -r _ noun verb; do
        works suyuan registry "$noun" "$verb" --help
        says "usage: suyuan registry $noun $verb" "Signed by" "examples:"
        works suyuan registry "$noun" "$verb" --help --lang zh
        says "签名者：" "示例："
    done <acts
    fails 2 suyuan registry organisation suspnd x
    says "did you mean 'suyuan registry organisation suspend'?"
    works suyuan registry licence --help
    says "registry licence grant"
}
