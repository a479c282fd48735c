#!/bin/sh
# runtime.sh FOLDER: puts a Java runtime into the folder that has what Chat Signal needs and no more, a quarter of a JDK.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/scripts/jdk.sh"
require_jdk_25
"$JAVA_HOME/bin/jlink" --output "$1" --strip-java-debug-attributes --no-man-pages --no-header-files --compress zip-6 \
  --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported
