#!/bin/sh
# rehearse.sh ROOT APP: runs the server in the folder APP under a few seconds of load and keeps what the JVM learnt of it
# in APP/chat-signal.aot: classes loaded and linked, and profiles of the code that is worth compiling. A start with
# that file takes half as long. It is valid for this JDK and for the flags in scripts/jvm.flags; the JVM
# does without it where they differ.
set -eu

root=$1
app=$2
. "$root/scripts/jdk.sh"
require_jdk_25

work=$(mktemp -d)
touch "$work/log"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

# None of the settings of whoever builds: the port is a free one, and the secrets are for now.
env -i PATH="$PATH" APP_PORT=0 APP_HOST=127.0.0.1 DATA_DIR="$work/data" RELAY_RATE=0 REQUEST_RATE=0 \
  "$JAVA_HOME/bin/java" @"$root/scripts/jvm.flags" -Dchatsignal.home="$root" \
  -XX:AOTCacheOutput="$app/chat-signal.aot" -jar "$app/chat-signal.jar" >"$work/log" 2>&1 &
server=$!

waited=0
until grep -q '^Ready' "$work/log"; do
  waited=$((waited + 1))
  if [ "$waited" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
    cat "$work/log"
    exit 1
  fi
  sleep 0.1
done
url=$(sed -n 's/^ *Address *//p' "$work/log")
token=$(sed -n 's/^ *App token *//p' "$work/log")
for load in "connect --connections 8" "relay --connections 50"; do
  # Word splitting is meant: these are options.
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -jar "$app/bench.jar" --url "$url" --token "$token" --quiet --warmup 1 --duration 2 --scenario $load
done
kill "$server"
wait "$server"
server=
