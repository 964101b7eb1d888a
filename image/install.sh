#!/bin/sh
# Puts pi-crm on an existing Raspberry Pi OS, Ubuntu or Debian, or renews it; run it as often as
# you like. See --help.
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
files=$here/files
root=
binary=
program=/usr/local/bin/pi-crm
library=/usr/local/lib/pi-crm
state=/var/lib/pi-crm-upgrade
data=/var/lib/pi-crm
settings=/etc/pi-crm
trial=/etc/systemd/system/pi-crm.service.d/90-trial.conf
units="pi-crm.service pi-crm-settle.service pi-crm-firewall.service pi-crm-name.service
    pi-crm-backup.timer"
# What the home network and VPNs are, for a firewall that is there already.
home_networks="10.0.0.0/8 100.64.0.0/10 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16
    fc00::/7 fe80::/10"

help() {
    cat << 'END'
Puts pi-crm on an existing Raspberry Pi OS, Ubuntu or Debian (64 bit), or renews it.

  sudo ./install.sh                   install, or upgrade to the version beside this file
  sudo ./install.sh --binary FILE     the same with this program
  sudo ./install.sh --uninstall       remove the program; data, settings and key stay

An upgrade is tried out before anybody can write. Is it not well within a minute, the old version
comes back with the data as it was.
END
}

main() {
    verb=set_up
    while [ $# -gt 0 ]; do
        case "$1" in
            --binary) binary=${2:-}; shift ;;
            # For make image: lays everything into a folder and starts nothing.
            --into) verb=into; root=${2:-}; shift ;;
            --uninstall) verb=uninstall ;;
            --help | -h) help; exit ;;
            *) fail "unknown: $1; --help says what there is" ;;
        esac
        shift
    done
    [ "$(id -u)" = 0 ] || fail "run it as root: sudo $0"
    # A terminal that closes half way must not leave half of it.
    trap '' HUP
    "$verb"
}

set_up() {
    check_system
    find_binary
    add_packages
    systemd-sysusers "$files/usr/lib/sysusers.d/pi-crm.conf"
    if is_upgrade; then
        upgrade
    else
        lay_down
        add_binary
        start
    fi
    tell
}

into() {
    find_binary
    lay_down
    add_binary
    systemd-sysusers --root="$root" pi-crm.conf
    # shellcheck disable=SC2086
    systemctl --root="$root" --quiet enable $units
}

check_system() {
    [ -d /run/systemd/system ] || fail "this system was not started by systemd"
    # shellcheck source=/dev/null
    . /etc/os-release
    case " $ID ${ID_LIKE:-} " in
        *" debian "* | *" ubuntu "*) ;;
        *) fail "it runs on Raspberry Pi OS, Ubuntu and Debian; this is ${PRETTY_NAME:-$ID}" ;;
    esac
}

# The kernel counts: the program brings everything else along.
find_binary() {
    machine=$(uname -m)
    [ -z "$root" ] || machine=aarch64
    case "$machine" in
        aarch64 | x86_64) ;;
        *) fail "a 64-bit system is needed (aarch64 or x86_64); this is $machine" ;;
    esac
    if [ -z "$binary" ]; then
        for binary in "$here/pi-crm-$machine" "$here/../target/dist/pi-crm-$machine"; do
            [ -f "$binary" ] && break
        done
    fi
    [ -f "$binary" ] || fail "there is no program $binary; say where it is with --binary"
    [ -n "$root" ] || "$binary" --version > /dev/null || fail "$binary does not run here"
}

# Only what is missing, so that a second run needs no internet.
add_packages() {
    missing=
    for pair in nft:nftables avahi-daemon:avahi-daemon avahi-publish:avahi-utils curl:curl; do
        command -v "${pair%:*}" > /dev/null || missing="$missing ${pair#*:}"
    done
    [ -n "$missing" ] || return 0
    echo "Installing$missing"
    apt-get update -qq || echo "The package index could not be renewed; trying with the old one"
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends $missing ||
        fail "these packages could not be installed:$missing"
}

is_upgrade() {
    [ -x "$program" ] && [ -e "$data/pi-crm.db" ] && ! cmp -s "$binary" "$program"
}

# Every file below files/ has its place at the same path. The list of them is kept, so that a later
# version can remove what it no longer has.
lay_down() {
    changed=
    list=$(cd "$files" && find . ! -type d | sed 's/^\.//' | sort)
    for path in $list; do
        lay "$files$path" "$root$path"
    done
    lay "$here/install.sh" "$root$library/install.sh"
    forget_others
    printf '%s\n' "$list" "$library/install.sh" "$library/manifest" > "$root$library/manifest"
    [ -e "$root$settings/pi-crm.toml" ] ||
        install -D -m 644 "$here/pi-crm.toml" "$root$settings/pi-crm.toml"
}

# Replaced as a whole, never written into: a power cut leaves the old or the new.
lay() {
    mkdir -p "$(dirname "$2")"
    if [ -L "$1" ]; then
        ln -sfn "$(readlink "$1")" "$2"
        return
    fi
    mode=644
    [ ! -x "$1" ] || mode=755
    cmp -s "$1" "$2" && [ "$(stat -c %a "$2")" = "$mode" ] && return
    install -m "$mode" "$1" "$2.new"
    mv "$2.new" "$2"
    changed="$changed $2"
}

forget_others() {
    [ -e "$root$library/manifest" ] || return 0
    while read -r path; do
        case "$path" in "$library"/*) continue ;; esac
        [ -e "$files$path" ] || [ -L "$files$path" ] || rm -f "$root$path"
    done < "$root$library/manifest"
}

add_binary() {
    cmp -s "$binary" "$root$program" && return
    mkdir -p "$root${program%/*}"
    install -m 755 "$binary" "$root$program.new"
    sync "$root$program.new"
    mv "$root$program.new" "$root$program"
    changed="$changed $program"
}

# Everything is made ready while the old version is stopped; the rest is the work of `settle`, which
# the service manager runs: at boot too, should the power go now.
upgrade() {
    check_room
    echo "Upgrading from $("$program" --version) to $("$binary" --version)"
    trap 'systemctl start pi-crm.service' EXIT
    systemctl stop pi-crm.service pi-crm-backup.service
    snapshot
    trap 'systemctl start pi-crm-settle.service' EXIT
    begin_trial
    lay_down
    add_binary
    make_ready
    trap - EXIT
    systemctl reset-failed pi-crm-settle.service 2> /dev/null || :
    systemctl start pi-crm-settle.service ||
        fail "the new version was not well, so the old one is back, with the data as it was.
The reason: journalctl -u pi-crm -u pi-crm-settle"
}

check_room() {
    needed=$(($(du -sm --exclude=backups "$data" | cut -f1) + 100))
    free=$(($(df -m --output=avail /var/lib | tail -n 1)))
    [ "$needed" -le "$free" ] ||
        fail "the snapshot needs $needed MB, and $free MB are free; nothing was changed"
}

# The database is encrypted, so its copy is.
snapshot() {
    rm -rf "$state/snapshot"
    mkdir -p "$state/snapshot/data" "$state/snapshot/settings" "$state/snapshot/system"
    chmod 700 "$state"
    # With `+`, find says when a copy failed.
    find "$data" -mindepth 1 -maxdepth 1 ! -name backups \
        -exec cp -a --reflink=auto -t "$state/snapshot/data" {} +
    cp -a "$settings/." "$state/snapshot/settings/"
    # Putting back gives the folders these again.
    for like in chmod chown; do
        "$like" --reference="$data" "$state/snapshot/data"
        "$like" --reference="$settings" "$state/snapshot/settings"
    done
    while read -r path; do
        [ -e "$path" ] || [ -L "$path" ] || continue
        (cd / && cp -a --parents ".$path" "$state/snapshot/system/")
    done << END
$(cat "$library/manifest" 2> /dev/null)
$program
END
    : > "$state/snapshot/whole"
    sync
}

# From now on pi-crm answers on this machine alone, and the upgrade counts as begun: see `settle`.
begin_trial() {
    cat > "$trial.new" << 'END'
[Service]
Environment=PI_CRM_HTTPS=127.0.0.1:47443 PI_CRM_HTTP=off
END
    mv "$trial.new" "$trial"
    sync
    systemctl daemon-reload
}

# Folders, firewall, name, limits, and what is to be started at boot.
make_ready() {
    systemd-tmpfiles --create /usr/lib/tmpfiles.d/pi-crm.conf
    systemctl daemon-reload
    # shellcheck disable=SC2086
    systemctl --quiet enable $units
    nft --check --file /etc/nftables-pi-crm.nft || fail "the firewall rules do not load"
    case "$changed" in
        *nftables-pi-crm*) systemctl restart pi-crm-firewall.service ;;
        *) systemctl start pi-crm-firewall.service ;;
    esac
    open_ufw allow
    case "$changed" in *journald*) systemctl restart systemd-journald.service ;; esac
    case "$changed" in *system.conf.d*) systemctl daemon-reexec ;; esac
    udevadm control --reload 2> /dev/null || :
    systemctl start avahi-daemon.service pi-crm-name.service pi-crm-backup.timer ||
        echo "The name pi-crm.local is not announced; the address works"
}

# Where ufw rules, it must let the home network in as well; it skips what it has already.
open_ufw() {
    command -v ufw > /dev/null && ufw status | grep -q '^Status: active' || return 0
    verb=$1
    for network in $home_networks; do
        # shellcheck disable=SC2086
        {
            ufw $verb proto tcp from "$network" to any port 80,443 comment pi-crm
            ufw $verb proto udp from "$network" to any port 5353 comment pi-crm
        } > /dev/null
    done
}

start() {
    make_ready
    case "$changed" in
        */bin/pi-crm* | */pi-crm.service*) step=restart ;;
        *) step=start ;;
    esac
    timeout 300 systemctl "$step" pi-crm.service && return
    journalctl -u pi-crm.service -n 15 --no-pager -o cat >&2
    fail "pi-crm does not start; the reason stands above"
}

tell() {
    echo "pi-crm is at work: $("$program" --version)"
    echo "  On each phone or laptop, open http://pi-crm.local once, to trust it."
    [ ! -e "$data/setup-code" ] ||
        echo "  The set-up code for the first user: $(cat "$data/setup-code")"
    echo "  The key to the data is $settings/database.key: keep a copy of it apart."
}

# The system user stays with the data that is its own.
uninstall() {
    [ -e "$library/manifest" ] || fail "pi-crm is not installed here"
    # shellcheck disable=SC2086
    systemctl --quiet disable --now $units pi-crm-backup.service 2> /dev/null || :
    open_ufw 'delete allow'
    while read -r path; do
        rm -f "$path"
    done << END
$(cat "$library/manifest")
$program
$trial
END
    rm -rf "$library" "$state"
    # What somebody changed by `systemctl edit` is theirs.
    for folder in pi-crm pi-crm-backup nftables; do
        rmdir --ignore-fail-on-non-empty "/etc/systemd/system/$folder.service.d"
    done
    systemctl daemon-reload
    systemctl restart systemd-journald.service
    echo "pi-crm is removed. These stay; delete them by hand if you mean it:"
    echo "  $data (data)  $settings (settings and key)  /var/backups/pi-crm (backups)"
}

fail() {
    echo "pi-crm: $1" >&2
    exit 1
}

main "$@"
