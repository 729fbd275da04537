# shellcheck shell=bash
# What ./varve, ./demo and ./check need on this machine. To be sourced; prints nothing when nothing is missing.
#
#   prerequisites jdk      a JDK, 25 or newer; exports JAVA_HOME
#   prerequisites guest    that, and libvirt, QEMU and what makes and runs the guest
#   prerequisites tests    that, and what only the tests call
#
# Knows Debian's packages, which it installs with apt after naming them.

jdk_version=25

# What boots a guest in the embedded libvirt, besides what libvirt_daemon_package names.
guest_packages=(
  libvirt0
  libvirt-clients
  libvirt-daemon-driver-qemu
  qemu-system-x86
  qemu-utils
  busybox-static
  cpio
  e2fsprogs
)

# xmllint compares XPath results and checks documents against libvirt's schema. ovmf and swtpm give guests NVRAM and a
# TPM; swtpm_setup, which libvirt calls at a domain's first start, is in swtpm-tools. libvirtd, of which some tests start
# one of their own, is in libvirt-daemon; the other packages bring that in Debian 12 alone.
test_packages=(libvirt-daemon libxml2-utils ovmf swtpm swtpm-tools)

adoptium=https://packages.adoptium.net/artifactory
adoptium_key=3B04D753C9050D9A5D343F39843C48A565F8F04B
adoptium_keyring=/etc/apt/keyrings/adoptium.asc
adoptium_list=/etc/apt/sources.list.d/adoptium.list

prerequisites() {
  local missing=() wanted=() package jdk=found
  case $1 in
    guest) wanted=("${guest_packages[@]}") ;;
    tests) wanted=("${guest_packages[@]}" "${test_packages[@]}") ;;
  esac
  for package in ${wanted[@]+"${wanted[@]}"}; do
    is_installed "$package" || missing+=("$package")
  done
  if [[ $1 != jdk ]]; then
    has_libvirt_daemon_files || missing+=(libvirt-daemon)
  fi
  find_jdk || jdk=missing
  if [[ $jdk == found && ${#missing[@]} -eq 0 ]]; then
    export JAVA_HOME
    return 0
  fi

  update_package_lists || return
  if [[ $1 != jdk ]] && ! has_libvirt_daemon_files; then
    missing[-1]=$(libvirt_daemon_package)
  fi
  if [[ $jdk == missing ]]; then
    package=$(jdk_package) || package=$(add_adoptium && jdk_package) || {
      echo "error: $(distribution) has no JDK $jdk_version and $adoptium gave none:" \
        "put a JDK $jdk_version or newer under /usr/lib/jvm, or set JAVA_HOME to one, and start again" >&2
      return 1
    }
    missing+=("$package")
  fi
  install_packages "${missing[@]}" || return
  if ! find_jdk; then
    echo "error: ${missing[*]} brought no JDK $jdk_version to /usr/lib/jvm" >&2
    return 1
  fi
  export JAVA_HOME
}

# Sets JAVA_HOME to itself if it is new enough, else to the oldest JDK under /usr/lib/jvm that is.
find_jdk() {
  local candidate version best=
  if [[ -n ${JAVA_HOME-} ]] && version_of_jdk "$JAVA_HOME" && ((version >= jdk_version)); then
    return 0
  fi
  for candidate in /usr/lib/jvm/*/; do
    candidate=${candidate%/}
    version_of_jdk "$candidate" || continue
    if ((version >= jdk_version)) && [[ -z $best || $version -lt $best ]]; then
      best=$version
      JAVA_HOME=$candidate
    fi
  done
  [[ -n $best ]]
}

# version_of_jdk DIR: sets version to the feature version, 25 for 25.0.1; fails for what isn't a JDK. Each start of
# ./varve asks, so no process is made for it.
version_of_jdk() {
  local line
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  while read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      version=${BASH_REMATCH[1]}
      return 0
    fi
  done <"$1/release"
  return 1
}

is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

distribution() {
  # shellcheck source=/dev/null
  (. /etc/os-release && echo "${PRETTY_NAME:-this system}")
}

# libvirt calls its iohelper to save memory, and as root it wants the user libvirt-qemu to exist, whoever runs QEMU.
has_libvirt_daemon_files() {
  [[ -x /usr/lib/libvirt/libvirt_iohelper ]] && { [[ $EUID -ne 0 ]] || getent passwd libvirt-qemu >/dev/null; }
}

# Debian 13 has both in packages without a daemon; in Debian 12 libvirt-daemon-system makes the user.
libvirt_daemon_package() {
  if [[ $EUID -eq 0 ]]; then
    first_available libvirt-daemon-common libvirt-daemon-system
  else
    first_available libvirt-daemon-common libvirt-daemon
  fi
}

# The JDK that the configured repositories offer; fails if there is none.
jdk_package() {
  first_available "openjdk-$jdk_version-jdk-headless" "temurin-$jdk_version-jdk"
}

first_available() {
  local package
  for package; do
    if [[ $(LC_ALL=C apt-cache policy "$package" 2>/dev/null) == *"  Candidate: "[0-9]* ]]; then
      echo "$package"
      return 0
    fi
  done
  return 1
}

# The way out where the distribution has no such JDK (Debian 12): the repository of Eclipse Adoptium.
add_adoptium() {
  local directory codename
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  [[ -n $codename ]] || return 1
  echo "$(distribution) has no JDK $jdk_version: adding Eclipse Adoptium's apt repository as $adoptium_list" >&2
  install_missing ca-certificates gpg || return
  directory=$(mktemp -d)
  {
    /usr/lib/apt/apt-helper -qq -o APT::Sandbox::User= -o Acquire::Retries=1 \
      download-file "$adoptium/api/gpg/key/public" "$directory/key" >/dev/null 2>&1 &&
      [[ $(gpg --homedir "$directory" --batch --with-colons --show-keys "$directory/key" 2>/dev/null) == *":$adoptium_key:"* ]] &&
      as_root install -D -m 644 "$directory/key" "$adoptium_keyring" &&
      echo "deb [signed-by=$adoptium_keyring] $adoptium/deb $codename main" >"$directory/list" &&
      as_root install -D -m 644 "$directory/list" "$adoptium_list" &&
      as_root apt-get -qq -o Dir::Etc::SourceList="$adoptium_list" -o Dir::Etc::SourceParts=- \
        -o APT::Get::List-Cleanup=0 update >&2 &&
      jdk_package >/dev/null
  } || {
    rm -rf "$directory"
    as_root rm -f "$adoptium_list" "$adoptium_keyring"
    return 1
  }
  rm -rf "$directory"
}

install_missing() {
  local package missing=()
  for package; do
    is_installed "$package" || missing+=("$package")
  done
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

update_package_lists() {
  if ! command -v apt-get >/dev/null; then
    echo "error: only Debian's apt is known here; install JDK $jdk_version, ${guest_packages[*]}" >&2
    return 1
  fi
  # What can't be fetched shows when something is installed from it.
  as_root apt-get -qq update >/dev/null 2>&1 || true
}

install_packages() {
  local log
  echo "Installing with apt: $*" >&2
  log=$(mktemp)
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends install "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    echo "error: apt could not install $*" >&2
    return 1
  fi
  rm -f "$log"
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "error: root is needed for: $*; there is no sudo" >&2
    return 1
  fi
}
