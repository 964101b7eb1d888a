#!/bin/sh
# Builds the static release binaries: cross/build.sh [aarch64|x86_64|all]
# They land in target/dist/pi-crm-<arch>. What is needed for it is installed on the way.
set -eu
cd "$(dirname "$0")/.."

venv=target/cross/venv
dist=target/dist

main() {
    case "${1:-all}" in
        aarch64 | x86_64) arches=$1 ;;
        all) arches="aarch64 x86_64" ;;
        *) fail "unknown architecture '$1'; use aarch64, x86_64 or all" ;;
    esac
    need python3 python3
    need cc build-essential
    need make make
    need perl perl
    need readelf binutils
    install_compiler
    mkdir -p "$dist"
    for arch in $arches; do
        build "$arch"
    done
}

# The compiler lives in a folder of its own and is renewed when its pins change.
install_compiler() {
    cmp -s cross/requirements.txt "$venv/requirements.txt" && return
    echo "Installing the cross compiler (once)"
    rm -rf "$venv"
    mkdir -p "$(dirname "$venv")"
    python3 -m venv "$venv" 2>/dev/null || {
        install python3-venv
        rm -rf "$venv"
        python3 -m venv "$venv"
    }
    "$venv/bin/pip" install --quiet --requirement cross/requirements.txt
    cp cross/requirements.txt "$venv/requirements.txt"
}

build() {
    target=$1-unknown-linux-musl
    has_target "$target" || add_target "$target"
    PATH="$PWD/$venv/bin:$PATH" cargo zigbuild --locked --release --bin pi-crm --target "$target"
    binary=target/$target/release/pi-crm
    check_is_static "$1" "$binary"
    cp "$binary" "$dist/pi-crm-$1"
    bytes=$(wc -c < "$binary")
    echo "$dist/pi-crm-$1: static, $((bytes / 1000)) kB"
}

has_target() {
    test -d "$(rustc --print sysroot)/lib/rustlib/$1"
}

add_target() {
    command -v rustup > /dev/null || fail "Rust's library for $1 is missing; install it"
    rustup target add "$1"
}

# A static binary asks for no interpreter and no library.
check_is_static() {
    case "$1" in
        aarch64) machine=AArch64 ;;
        x86_64) machine=X86-64 ;;
    esac
    LC_ALL=C readelf --file-header "$2" | grep -q "Machine:.*$machine" || fail "$2 is not for $1"
    if LC_ALL=C readelf --program-headers --dynamic "$2" | grep -E 'INTERP|\(NEEDED\)'; then
        fail "$2 is not static"
    fi
}

need() {
    command -v "$1" > /dev/null || install "$2"
}

install() {
    command -v apt-get > /dev/null || fail "install the package $1 first"
    if [ "$(id -u)" = 0 ]; then
        apt-get install --yes --quiet "$1"
    elif command -v sudo > /dev/null; then
        sudo apt-get install --yes --quiet "$1"
    else
        fail "install the package $1 first"
    fi
}

fail() {
    echo "cross/build.sh: $1" >&2
    exit 1
}

main "$@"
