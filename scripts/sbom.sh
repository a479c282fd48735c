#!/bin/sh
# sbom.sh FILE: writes the bill of materials of what is shipped, in CycloneDX: each library with its version and checksum.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/scripts/jdk.sh"
require_jdk_25
require_maven
log=$(mktemp)
trap 'rm -f "$log"' EXIT
(cd "$root" && mvn -q -B -pl server -am -Dmaven.test.skip=true -DoutputFormat=json -DoutputName=sbom -DincludeTestScope=false \
  compile org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeBom) >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
cp "$root/server/target/sbom.json" "$1"
