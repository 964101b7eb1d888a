#!/bin/sh
# Makes the image to flash, target/dist/pi-crm.img.xz, from the Debian system of base.sh, what
# stands in files/ and rootfs/, and the program. Without loop devices or mounts.
#   image/build.sh [--tree] [PROGRAM]     --tree: only the folder that becomes the system
set -eu
umask 022
cd "$(dirname "$0")/.."

boot_mib=512
begin_mib=4
work=target/image/work
tree=$work/system
image=target/dist/pi-crm.img

main() {
    only_tree=
    [ "${1:-}" != --tree ] || { only_tree=yes; shift; }
    program=${1:-target/dist/pi-crm-aarch64}
    [ -f "$program" ] || fail "there is no program $program; run make cross first"
    [ "$(id -u)" = 0 ] || fail "run it as root: files of the image have owners of their own"
    base=$(sh image/base.sh)
    SOURCE_DATE_EPOCH=$(stat -c %Y "$base")
    export SOURCE_DATE_EPOCH
    rm -rf --one-file-system "$work"
    mkdir -p "$tree" target/dist
    unpack
    lay_down
    switch_on
    forget_the_build
    check_tree
    [ -z "$only_tree" ] || return 0
    boot_partition
    system_partition
    card
    rm -rf --one-file-system "$work"
}

unpack() {
    tar -C "$tree" --numeric-owner --xattrs --xattrs-include='*' -xpf "$base"
    # Nodes are the running system's to make.
    find "$tree/dev" -mindepth 1 -delete
}

lay_down() {
    cp -a --no-preserve=ownership image/rootfs/. "$tree/"
    sh image/install.sh --into "$tree" --binary "$program"
    user=$(sed -n 's/^pi-crm:[^:]*:\([0-9]*:[0-9]*\):.*/\1/p' "$tree/etc/passwd")
    [ -n "$user" ] || fail "the image has no user pi-crm"
    # The mount points, and what a fresh card's data begins with.
    mkdir -p "$tree/data" "$tree/var/lib/pi-crm"
    chown "$user" "$tree/var/lib/pi-crm"
    chmod 700 "$tree/var/lib/pi-crm"
    chown "0:${user#*:}" "$tree/etc/pi-crm"
    chmod 1770 "$tree/etc/pi-crm"
    ln -sfn ../run/systemd/resolve/stub-resolv.conf "$tree/etc/resolv.conf"
}

switch_on() {
    in_tree enable pi-crm-card.service pi-crm-boot-settings.service \
        pi-crm-set-up-code.path pi-crm-set-up-code.service nftables.service \
        avahi-daemon.service systemd-networkd.service systemd-resolved.service \
        systemd-timesyncd.service systemd-time-wait-sync.service
    in_tree disable ssh.service wpa_supplicant.service
    in_tree mask ssh.socket systemd-networkd-wait-online.service
}

in_tree() {
    systemctl --root="$tree" --quiet "$@"
}

# Each box makes its own identity on its first start. An empty machine-id does that; the word
# "uninitialized" would enable every service that is installed, SSH too.
forget_the_build() {
    rm -f "$tree"/etc/ssh/ssh_host_* "$tree/var/lib/dbus/machine-id" \
        "$tree/var/lib/systemd/random-seed"
    : > "$tree/etc/machine-id"
    rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/*.bin "$tree"/var/log/*.log \
        "$tree"/var/log/apt/*
}

# What would only be found out on a Pi.
check_tree() {
    # This machine's systemd may be older than the image's, and not know all of its own units.
    said=$(systemd-analyze verify --root="$tree" --man=no pi-crm.service pi-crm-backup.service \
        pi-crm-card.service pi-crm-boot-settings.service pi-crm-set-up-code.path 2>&1 |
        grep 'pi-crm' || :)
    [ -z "$said" ] || fail "$said"
    for unit in ssh.service ssh.socket; do
        case "$(systemctl --root="$tree" is-enabled "$unit" 2> /dev/null || :)" in
            enabled*) fail "$unit is enabled in the image" ;;
        esac
    done
    [ -s "$tree/usr/lib/udev/hwdb.bin" ] || fail "the image has no hardware database"
    [ -x "$tree/usr/local/bin/pi-crm" ] || fail "the image has no program"
}

boot_partition() {
    kernel=$(find "$tree/boot" -maxdepth 1 -name 'vmlinuz-*' | sort -V | tail -n 1)
    version=${kernel##*/vmlinuz-}
    boot=$work/boot
    mkdir -p "$boot"
    mv "$tree/boot/firmware/"* "$boot/"
    firmware=$tree/usr/lib/raspi-firmware
    cp "$firmware/bootcode.bin" "$firmware/start.elf" "$firmware/fixup.dat" \
        "$firmware/start4.elf" "$firmware/fixup4.dat" "$boot/"
    # Kernels of backports keep what describes the boards beside their modules.
    find "$tree/usr/lib/linux-image-$version" "$tree/usr/lib/modules/$version/dtb" \
        \( -name 'bcm27*-rpi-*.dtb' -o -name 'bcm2837-rpi-*.dtb' \) \
        -exec cp -t "$boot" {} + 2> "$work/looked" || :
    for board in bcm2711-rpi-4-b bcm2712-rpi-5-b bcm2837-rpi-3-b; do
        [ -s "$boot/$board.dtb" ] || fail "the kernel $version does not know $board"
    done
    cp "$kernel" "$tree/boot/initrd.img-$version" "$boot/"
    cat > "$boot/config.txt" << END
arm_64bit=1
enable_uart=1
upstream_kernel=1
kernel=vmlinuz-$version
initramfs initrd.img-$version
disable_splash=1
dtparam=watchdog=on
END
    echo "console=tty0 root=LABEL=PICRM-SYSTEM rootfstype=ext4 rw rootwait fsck.repair=yes" \
        "net.ifnames=0 panic=10 quiet" > "$boot/cmdline.txt"
    truncate -s "${boot_mib}M" "$work/boot.fat"
    mkfs.vfat -F 32 -n PICRM-BOOT --invariant "$work/boot.fat" > /dev/null
    mcopy -spmQ -i "$work/boot.fat" "$boot"/* ::/
}

system_partition() {
    find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    used=$(du -sm --apparent-size "$tree" | cut -f1)
    system_mib=$((used * 115 / 100 + 192))
    # Features that the initrd's tools of the image know as well.
    mke2fs -q -t ext4 -L PICRM-SYSTEM -m 1 -O ^metadata_csum_seed,^orphan_file \
        -E lazy_itable_init=0,lazy_journal_init=0 -d "$tree" "$work/system.ext4" \
        "${system_mib}M"
}

card() {
    system_begin=$((begin_mib + boot_mib))
    rm -f "$image"
    truncate -s "$((system_begin + system_mib))M" "$image"
    sfdisk -q "$image" << END
label: dos
label-id: 0x43524d31
start=${begin_mib}MiB, size=${boot_mib}MiB, type=c, bootable
start=${system_begin}MiB, size=${system_mib}MiB, type=83
END
    dd if="$work/boot.fat" of="$image" bs=1M seek="$begin_mib" conv=notrunc,sparse status=none
    dd if="$work/system.ext4" of="$image" bs=1M seek="$system_begin" conv=notrunc,sparse \
        status=none
    xz --threads=2 -3 --force --keep "$image"
    bytes=$(stat -c %s "$image.xz")
    echo "$image.xz: $((bytes / 1000000)) MB, $((system_begin + system_mib)) MiB on the card"
}

fail() {
    echo "image/build.sh: $1" >&2
    exit 1
}

main "$@"
