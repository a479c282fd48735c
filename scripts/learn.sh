#!/bin/sh
# learn.sh FOLDER: starts the Chat Signal that is unpacked in the folder, has it answer a little, and keeps there what the
# JVM learnt of it. The next start with the same JVM takes half as long.
set -eu

folder=$1
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d)
touch "$work/log"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

env -i PATH="$PATH" APP_PORT=0 APP_HOST=127.0.0.1 DATA_DIR="$work/data" MANAGEMENT_PORT=0 \
  "$java" @"$folder/app/jvm.flags" -Dchatsignal.home="$folder" \
  -XX:AOTCacheOutput="$folder/app/chat-signal.aot" -jar "$folder/app/chat-signal.jar" >"$work/log" 2>&1 &
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
kill "$server"
wait "$server"
server=
[ -f "$folder/app/chat-signal.aot" ]
