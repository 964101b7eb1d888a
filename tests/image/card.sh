#!/bin/sh
# How the image divides a card, on one made of a file: first start, later starts, a larger card, a
# new image over old data, a card that is too small. Needs root and a loop device.
set -eu
cd "$(dirname "$0")/../.."

card_script=$PWD/image/rootfs/usr/local/lib/pi-crm/card
mib=1048576

# The rest runs where mounts are seen by nobody else.
if [ "${1:-}" != inside ]; then
    exec unshare --mount --propagation private sh "$0" inside
fi

main() {
    work=$(mktemp -d)
    loop=
    trap clean_up EXIT
    first_start
    nothing_twice
    larger_card
    new_image_finds_the_data
    too_small
}

clean_up() {
    let_go
    rm -rf "$work"
}

first_start() {
    flash 1024
    start
    expect 2 start 20 size 492
    expect 3 start 512 size 512
    [ "$(label 3)" = PICRM-DATA ] || fail "the data has no file system"
    mount "${loop}p3" "$work/data"
    [ "$(stat -c %u:%g:%a "$work/data/pi-crm")" = 917:917:700 ] || fail "the data's folder"
    [ "$(stat -c %a "$work/data/settings")" = 1770 ] || fail "the settings' folder"
    [ "$(cat "$work/data/settings/pi-crm.toml")" = "# settings" ] || fail "the settings"
    echo precious > "$work/data/pi-crm/pi-crm.db"
    umount "$work/data"
    echo "card: half for the system, the rest for the data, which has its folders"
}

nothing_twice() {
    before=$(sfdisk --dump "$loop")
    start
    [ "$before" = "$(sfdisk --dump "$loop")" ] || fail "a second start changed the card"
    precious
    echo "card: a second start changes nothing"
}

larger_card() {
    let_go
    truncate -s 2048M "$work/card.img"
    attach
    start
    expect 3 start 512 size 1536
    precious
    echo "card: on a larger card the data gets the room"
}

new_image_finds_the_data() {
    let_go
    # Back on a card of the first size, where the border is what it was.
    truncate -s 1024M "$work/card.img"
    flash 1024 keep
    start
    expect 3 start 512 size 512
    precious
    echo "card: a new image on the same card finds the data that was there"
}

too_small() {
    let_go
    flash 64
    ! start 2> "$work/said" || fail "a card without room was divided"
    grep -q "too small" "$work/said" || fail "$(cat "$work/said")"
    echo "card: one that is too small is said to be"
}

# An image of 4 MiB before, 16 MiB to boot and 16 MiB of system, on a card of so many MiB.
flash() {
    mkdir -p "$work/empty" "$work/data" "$work/system"
    [ "${2:-}" = keep ] || rm -f "$work/card.img"
    truncate -s "${1}M" "$work/card.img"
    sfdisk --quiet --wipe never --wipe-partitions never "$work/card.img" << END
label: dos
label-id: 0x43524d31
start=4MiB, size=16MiB, type=c
start=20MiB, size=16MiB, type=83
END
    system_tree "$work/tree"
    rm -f "$work/system.ext4"
    truncate -s 16M "$work/system.ext4"
    mke2fs -q -F -t ext4 -L PICRM-SYSTEM -d "$work/tree" "$work/system.ext4"
    dd if="$work/system.ext4" of="$work/card.img" bs=1M seek=20 conv=notrunc status=none
    attach
}

# Enough of a system for the script: its own folders, and this machine's programs.
system_tree() {
    rm -rf "$1"
    mkdir -p "$1/usr" "$1/dev" "$1/proc" "$1/sys" "$1/tmp" "$1/run" "$1/etc/pi-crm" \
        "$1/var/lib/pi-crm"
    for folder in bin sbin lib lib64; do
        ln -s "usr/$folder" "$1/$folder"
    done
    echo "# settings" > "$1/etc/pi-crm/pi-crm.toml"
    chmod 1770 "$1/etc/pi-crm"
    chown 917:917 "$1/var/lib/pi-crm"
    chmod 700 "$1/var/lib/pi-crm"
    cp "$card_script" "$1/card"
}

attach() {
    loop=$(losetup --find --show "$work/card.img")
    partx --add "$loop"
}

let_go() {
    [ -n "$loop" ] || return 0
    partx --delete "$loop"
    losetup --detach "$loop"
    loop=
}

# As on the box, where the system is mounted and its partition in use.
start() {
    mount "${loop}p2" "$work/system"
    for folder in usr dev proc sys; do
        mount --rbind "/$folder" "$work/system/$folder"
    done
    began=0
    chroot "$work/system" /bin/sh /card || began=$?
    umount --recursive "$work/system"
    return "$began"
}

precious() {
    mount "${loop}p3" "$work/data"
    found=$(cat "$work/data/pi-crm/pi-crm.db" || :)
    umount "$work/data"
    [ "$found" = precious ] || fail "the data is lost"
}

# expect PARTITION start MIB size MIB: as the kernel sees it, and as the card says.
expect() {
    name=${loop##*/}
    begin=$(cat "/sys/class/block/${name}p$1/start")
    size=$(cat "/sys/class/block/${name}p$1/size")
    seen="$((begin * 512 / mib)) $((size * 512 / mib))"
    [ "$seen" = "$3 $5" ] || fail "partition $1 is $seen, not $3 $5"
    sfdisk --dump "$loop" | grep -q "p$1 : start= *$begin, size= *$size," ||
        fail "partition $1 stands otherwise on the card: $(sfdisk --dump "$loop")"
}

label() {
    blkid --probe --match-tag LABEL --output value "${loop}p$1"
}

fail() {
    echo "tests/image/card.sh: $1" >&2
    exit 1
}

main
