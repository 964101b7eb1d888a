#!/bin/sh
# What can be told of the installer and the image without a machine to try them on: scripts linted,
# units verified, exposure within bounds, firewall rules that load, a card divided; and the image's
# tree put together where its base has been made before (make image).
set -eu
cd "$(dirname "$0")/../.."

exposure_at_most=2.0

main() {
    tree=$(mktemp -d)
    trap 'rm -rf "$tree"' EXIT
    scripts
    listed
    lay_out
    units
    exposure
    firewall
    card
    image
}

scripts() {
    found=$(grep -rlE '^#!/bin/sh' image tests/image .ci cross)
    # shellcheck disable=SC2086
    shellcheck $found
    # shellcheck disable=SC2086
    echo "$(echo $found | wc -w) scripts are clean"
}

# A path in one that another file forgot would show on somebody's box only.
listed() {
    for folder in image/files image/rootfs; do
        for script in "$folder"/usr/local/lib/pi-crm/*; do
            [ -x "$script" ] || fail "$script cannot be started"
            grep -rq "${script#"$folder"}" "$folder/etc" || fail "nothing starts $script"
        done
    done
    both=$( (cd image/files && find . -type f; cd ../rootfs && find . -type f) | sort | uniq -d)
    [ -z "$both" ] || fail "the image and the installer both have $both"
}

# The units where they will lie, beside stand-ins for what they start.
lay_out() {
    cp -a image/files/. image/rootfs/. "$tree/"
    for program in usr/local/bin/pi-crm usr/sbin/nft; do
        mkdir -p "$tree/$(dirname "$program")"
        printf '#!/bin/sh\n' > "$tree/$program"
        chmod 755 "$tree/$program"
    done
}

units() {
    ours=$(find "$tree/etc/systemd/system" -maxdepth 1 -name 'pi-crm*.*' -type f -printf '%f\n' |
        sed 's/@\.service/@sda1.service/')
    # Units of the system that ours name are not in this tree.
    # shellcheck disable=SC2086
    said=$(systemd-analyze verify --root="$tree" --man=no --recursive-errors=no $ours 2>&1 |
        grep 'pi-crm' | grep -vE 'Failed to (add|load)|not found' || :)
    [ -z "$said" ] || fail "$said"
    # shellcheck disable=SC2086
    echo "$(echo $ours | wc -w) units are understood"
}

exposure() {
    for unit in pi-crm pi-crm-backup; do
        last=$(systemd-analyze security --offline=true --root="$tree" --no-pager "$unit.service" |
            tail -n 1)
        echo "$last" | awk -F ': ' -v most="$exposure_at_most" '{ exit !($2 + 0 <= most) }' ||
            fail "$last"
    done
    echo "the services are shut in: exposure at most $exposure_at_most"
}

# In a network of its own, since even a check asks the kernel.
firewall() {
    own='unshare --net'
    [ "$(id -u)" = 0 ] || own='unshare --map-root-user --net'
    if ! $own true 2> /dev/null; then
        echo "the firewall rules were not looked at: no network of its own is to be had here"
        return
    fi
    # shellcheck disable=SC2016
    $own sh -ec '
        nft --file image/rootfs/etc/nftables.conf
        nft --file image/files/etc/nftables-pi-crm.nft
        nft --file image/files/etc/nftables-pi-crm.nft
        [ "$(nft list ruleset | grep -c "table inet")" = 2 ]
        # A file that is wrong leaves what was there.
        sed "s/reject with/reject wiht/" image/files/etc/nftables-pi-crm.nft > "$1"
        ! nft --file "$1" 2> /dev/null
        nft list table inet pi_crm | grep -q "reject with tcp reset"
    ' sh "$tree/wrong.nft" || fail "the firewall rules do not load"
    echo "the firewall loads as a whole, twice over, or not at all"
}

card() {
    if [ "$(id -u)" != 0 ] || ! losetup --find > /dev/null 2>&1; then
        echo "the card was not divided: that needs root and a loop device"
        return
    fi
    sh tests/image/card.sh
}

image() {
    base=$(find target/image -maxdepth 1 -name 'base-*.tar' \
        ! -name '*.part.tar' 2> /dev/null | sort | tail -n 1)
    if [ -z "$base" ] || [ "$(id -u)" != 0 ]; then
        echo "the image's tree was not put together: make image makes its base"
        return
    fi
    BASE=$base sh image/build.sh --tree "$tree/usr/local/bin/pi-crm"
    rm -rf --one-file-system target/image/work
    echo "the image's tree is put together"
}

fail() {
    echo "tests/image/quick.sh: $1" >&2
    exit 1
}

main
