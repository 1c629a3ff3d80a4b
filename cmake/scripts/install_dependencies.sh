# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Functions shared by tests/run.sh, bench/run.sh and examples/run.sh; to be sourced by bash.

say() { printf '== %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# What every one of the three builds with.
probata_build_packages=(g++ cmake ninja-build libboost-dev libxsimd-dev)

package_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# A package counts as there when its command or file is, however it came; elsewhere than on Debian that is all to go by.
package_present() {
  case "$1" in
    g++) command -v g++ ;;
    clang) command -v clang++ ;;
    cmake) command -v cmake ;;
    ninja-build) command -v ninja ;;
    python3) command -v python3 ;;
    binutils) command -v nm ;;
    qemu-user) command -v qemu-aarch64 && command -v qemu-x86_64 ;;
    g++-aarch64-linux-gnu) command -v aarch64-linux-gnu-g++ ;;
    *) package_installed "$1" ;;
  esac >/dev/null 2>&1
}

missing_packages() {
  local package
  for package in "$@"; do
    package_present "$package" || printf '%s\n' "$package"
  done
}

# The words that run a command as root, set in `as_root`; fails when there is no way to become root.
find_root() {
  if [[ "$(id -u)" == 0 ]]; then
    as_root=(env)
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
  elif command -v sudo >/dev/null && [[ -t 0 ]]; then
    as_root=(sudo env)
  else
    return 1
  fi
}

apt_install() {
  local log
  log="$(mktemp)"
  if ! { "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
    { "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get update &&
      "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }; } \
    </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# install_packages PACKAGE...: installs by apt what is missing, or stops and says what is.
install_packages() {
  local missing as_root
  missing=($(missing_packages "$@"))
  if ((${#missing[@]} == 0)); then
    say "all needed packages are there"
    return
  fi
  command -v apt-get >/dev/null || fail "missing: ${missing[*]} (Debian's names), and there is no apt-get to install them"
  find_root || fail "missing packages: ${missing[*]}; neither root nor sudo is at hand, so please run: apt-get install ${missing[*]}"
  say "installing by apt: ${missing[*]}"
  apt_install "${missing[@]}" || fail "apt could not install: ${missing[*]}"
}

# install_optional_packages WHY PACKAGE...: the same, but goes on without them.
install_optional_packages() {
  local why="$1" missing as_root
  shift
  missing=($(missing_packages "$@"))
  if ((${#missing[@]} == 0)); then return; fi
  if command -v apt-get >/dev/null && find_root; then
    say "installing by apt, for $why: ${missing[*]}"
    apt_install "${missing[@]}" || say "apt could not install ${missing[*]}: going on without $why"
  else
    say "missing ${missing[*]}: going on without $why"
  fi
}
