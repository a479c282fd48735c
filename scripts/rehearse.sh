#!/bin/sh
# rehearse.sh HOME APP: runs the server in the folder APP for a moment, under load if its load generator is there too, and
# keeps what the JVM learnt in APP/chat-signal.aot: classes loaded and linked, and which code is worth compiling. A start
# with that file takes half as long. It is valid for this JVM and for the flags in jvm.flags; a JVM does
# without it where they differ.
set -eu

home=$1
app=$2
flags=$(cd "$(dirname "$0")" && pwd -P)/jvm.flags
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

work=$(mktemp -d)
touch "$work/log"
server=
slow=
trap 'for process in $slow $server; do kill "$process" 2>/dev/null || true; done; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# None of the settings of whoever builds: the ports are free ones, and the secrets are for now. The short deadlines are
# for the slow connections below.
env -i PATH="$PATH" APP_PORT=0 APP_HOST=127.0.0.1 MANAGEMENT_PORT=0 DATA_DIR="$work/data" RELAY_RATE=0 REQUEST_RATE=0 \
  REQUEST_TIMEOUT=2s CONNECT_TIMEOUT=2s \
  "$java" @"$flags" -Dchatsignal.home="$home" \
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

if [ -f "$app/bench.jar" ]; then
  url=$(sed -n 's/^ *Address *//p' "$work/log")
  token=$(sed -n 's/^ *App token *//p' "$work/log")
  # How connections are refused and ended is learnt too: code compiled without it is compiled again under attack.
  nice -n 19 "$java" -XX:+UseSerialGC -cp "$app/bench.jar" io.chatsignal.bench.Slowloris "$url" 300 >/dev/null 2>&1 &
  slow=$!
  for load in "connect --connections 8" "relay --connections 50"; do
    # Word splitting is meant: these are options.
    # shellcheck disable=SC2086
    "$java" -XX:+UseSerialGC -jar "$app/bench.jar" --url "$url" --token "$token" \
      --quiet --warmup 1 --duration 2 --scenario $load
  done
  # Where a machine has only one local address they have ended by themselves.
  kill "$slow" 2>/dev/null || true
  wait "$slow" || true
  slow=
fi
kill "$server"
wait "$server"
server=
[ -f "$app/chat-signal.aot" ]
