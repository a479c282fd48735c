# Sourced by ./check: installs programs that the tests run, from Debian's and Ubuntu's packages;
# elsewhere it says what to install.

needed_packages=

# need COMMAND PACKAGE
need() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || needed_packages="$needed_packages $2"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

install_needed() {
  [ -n "$needed_packages" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need what these Debian packages hold; install it and run ./check again:$needed_packages" >&2
    exit 1
  fi
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
    echo "The tests need these packages; run this as root, then ./check again: apt-get install$needed_packages" >&2
    exit 1
  fi
  echo "Installing for the tests:$needed_packages"
  forbid_service_starts
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needed_packages >/dev/null
  installed=$?
  allow_service_starts
  if [ "$installed" != 0 ]; then
    echo "apt-get could not install them; its message stands above." >&2
    exit 1
  fi
  disable_services
}

# Packages start their services, which would take the fixed ports 80, 3478 and 6379 and go on after
# the tests. The tests start their own, on free ports.
forbid_service_starts() {
  policy=/usr/sbin/policy-rc.d
  [ ! -e "$policy" ] || { policy=; return 0; }
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  trap 'allow_service_starts' EXIT
}

allow_service_starts() {
  [ -z "$policy" ] || as_root rm -f "$policy"
  policy=
  trap - EXIT
}

disable_services() {
  [ -d /run/systemd/system ] || return 0
  for package in $needed_packages; do
    case $package in
      redis-server | nginx | coturn) as_root systemctl disable --quiet --now "$package" || true ;;
    esac
  done
}

require_node_18() {
  version=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
  [ "${version:-0}" -ge 18 ] && return 0
  echo "The tests need Node.js 18 or newer; this machine has ${version:-none}." >&2
  exit 1
}
