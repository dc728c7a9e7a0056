# Sourced by scripts that install or fetch Debian packages.
# shellcheck shell=bash

# Prints the Debian site that apt uses here; fails if there is none.
debian_site() {
  local site
  # shellcheck disable=SC2016  # apt's own names
  site=$(apt-get indextargets --format '$(ORIGIN) $(SITE)' 'Created-By: Packages' | grep -v -- '-security$' | sed -n 's/^Debian //p' | head -n 1)
  [ -n "$site" ] && echo "$site"
}

# Downloads a source package of Debian 12 into a folder. Lists of our own ask the machine's Debian site for it, so that nothing under /etc
# changes: most machines have no source packages set up.
debian_source() { # FOLDER PACKAGE
  local site options
  site=$(debian_site) || { echo "no Debian package source is set up here (run 'apt-get update'?)" >&2; return 1; }
  mkdir -p "$1/lists/partial" "$1/cache"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site bookworm main" >"$1/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$1/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$1/lists" -o "Dir::Cache=$1/cache")
  if [ "$(id -u)" = 0 ]; then options+=(-o APT::Sandbox::User=root); fi
  (cd "$1" && apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only "$2")
}

# Debian starts what is a service as soon as it is installed; ours are started by what uses them. Sets policy to a file to delete at the end.
start_no_services() {
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
}
