#!/bin/sh
# The Debian system under the image, as a tarball that is made anew every week and when its packages
# change: image/base.sh prints where it is. Packages of another kind of processor are set up under
# emulation, which takes some minutes.
set -eu
cd "$(dirname "$0")/.."

suite=trixie
cache=target/image
# Under etc/: what the firmware's hook and the first initrd are made by.
early="fstab default/raspi-firmware initramfs-tools/conf.d/pi-crm"

main() {
    packages=$(sed '/^#/d' image/packages | tr '\n' ',')
    key=$({
        cat image/packages image/base.sh
        for file in $early; do cat "image/rootfs/etc/$file"; done
    } | sha256sum | cut -c 1-10)
    base=$cache/base-$(date +%G-W%V)-$key.tar
    # An older one serves where there is no internet, or somebody asks for it.
    [ -z "${BASE:-}" ] || base=$BASE
    if [ ! -e "$base" ]; then
        mkdir -p "$cache"
        can_run_arm64 || emulate_arm64
        make_base >&2
    fi
    echo "$base"
}

make_base() {
    echo "Making the base of the image (once a week): $base"
    # A kernel of backports, for the Pi 5; the mirror is the one that mmdebstrap chose.
    # shellcheck disable=SC2016
    backports='sed -n "s/ '$suite' / '$suite'-backports /p" "$1/etc/apt/sources.list" \
        > "$1/etc/apt/sources.list.d/backports.list"
        printf "%s\n" "Package: linux-image-* linux-base raspi-firmware" \
        "Pin: release n='$suite'-backports" "Pin-Priority: 500" > "$1/etc/apt/preferences.d/kernel"'
    # They stay when the packages bring their own.
    # shellcheck disable=SC2016
    settings='mkdir -p "$1/etc/default" "$1/etc/initramfs-tools/conf.d" "$1/boot/firmware" &&
        for file in '$early'; do
            cp "image/rootfs/etc/$file" "$1/etc/$file" || exit 1
        done'
    # Nobody is there to be asked, and looking for questions takes long under emulation.
    unshare --mount --propagation private \
        mmdebstrap --verbose --arch=arm64 --variant=apt --components=main,non-free-firmware \
        --aptopt='#clear DPkg::Pre-Install-Pkgs;' --include="${packages%,}" \
        --setup-hook="$backports" --setup-hook="$settings" --dpkgopt=force-confold \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        "$suite" "$base.part.tar" > "$cache/base.log" 2>&1 || {
        rm -f "$base.part.tar"
        tail -n 30 "$cache/base.log"
        echo "image/base.sh: the base was not made; the whole story: $cache/base.log"
        exit 1
    }
    # Last week's is of no use any more.
    rm -f "$cache"/base-*[0-9a-f].tar
    mv "$base.part.tar" "$base"
}

can_run_arm64() {
    [ "$(uname -m)" = aarch64 ] || [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]
}

# Tells the kernel to start arm64 programs with QEMU, as Debian's own service would at boot.
emulate_arm64() {
    [ -e /proc/sys/fs/binfmt_misc/register ] ||
        mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    cat /usr/lib/binfmt.d/qemu-aarch64.conf > /proc/sys/fs/binfmt_misc/register
}

main
