#!/bin/sh
# build.sh ROOT MODULES APP SOURCES...: builds the programs of modules (separated by commas) and puts
# them into the folder APP: apart from Maven's own folders, so that a running server keeps its files while the next one is
# built or the tests run.
set -eu

root=$1
modules=$2
app=$3
shift 3
cache=$root/.cache
. "$root/scripts/jdk.sh"
. "$root/scripts/sources.sh"
require_jdk_25
require_maven
mkdir -p "$cache"

# Two builds at once would write the same files; the second waits and finds the work done.
waited=0
until mkdir "$cache/lock" 2>/dev/null; do
  owner=$(cat "$cache/lock/pid" 2>/dev/null || true)
  if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null || [ -z "$owner" ] && [ "$waited" -gt 5 ]; then
    rm -rf "$cache/lock" # Its owner was killed.
  fi
  waited=$((waited + 1))
  sleep 1
done
echo $$ >"$cache/lock/pid"
trap 'rm -rf "$cache/lock"' EXIT
trap 'exit 130' INT TERM HUP
if [ "$waited" -gt 0 ] && ! sources_changed "$app/built" "$@"; then
  exit 0
fi

if [ -d "$app" ]; then
  echo "The sources have changed: building Chat Signal."
else
  echo "Building Chat Signal for the first time; this fetches its libraries, 110 MB, and takes a few minutes."
fi
next=$app.next
rm -rf "$next"
mkdir -p "$next"
touch "$next/built" # Before the build reads the sources, so that later changes are newer.
if ! (cd "$root" && mvn -q -B -pl "$modules" -am package -Dmaven.test.skip=true) \
  >"$cache/build.log" 2>&1; then
  tail -n 40 "$cache/build.log"
  echo "The build failed; the lines above are the end of $cache/build.log."
  exit 1
fi
for module in $(echo "$modules" | tr , " "); do
  cp -R "$root/$module/target/app/." "$next/"
done
# Only the program that is run from here: what is shipped rehearses where it will run. A start that takes longer is no
# reason for not starting.
if [ -f "$next/chat-signal.jar" ] && [ -f "$next/bench.jar" ]; then
  "$root/scripts/rehearse.sh" "$root" "$next" >>"$cache/build.log" 2>&1 || rm -f "$next/chat-signal.aot"
fi
rm -rf "$app.previous"
[ ! -d "$app" ] || mv "$app" "$app.previous"
mv "$next" "$app"
rm -rf "$app.previous"
