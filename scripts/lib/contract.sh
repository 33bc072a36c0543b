# shellcheck shell=bash
# The contract: the golden messages in contract/, pinned by one hash over their contents in the order of their names.

CONTRACT=$ROOT/contract

contract_hash() {
    local sum
    sum=$(LC_ALL=C && cat "$CONTRACT"/*.json | sha256sum)
    echo "${sum%% *}"
}

check_contract() {
    if ! compgen -G "$CONTRACT/*.json" >/dev/null; then
        echo "contract/ has no messages"
    elif [ ! -e "$CONTRACT/HASH" ]; then
        echo "contract/HASH is not there: scripts/check --update-contract writes it"
    elif [ "$(<"$CONTRACT/HASH")" != "$(contract_hash)" ]; then
        echo "the messages changed: look at the change, then scripts/check --update-contract"
    fi
}

update_contract() {
    contract_hash >"$CONTRACT/HASH.part"
    mv "$CONTRACT/HASH.part" "$CONTRACT/HASH"
}
