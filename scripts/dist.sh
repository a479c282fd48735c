#!/bin/sh
# dist.sh: builds Chat Signal and packs it into dist/, as a folder and as a tarball of it, for machines that have a Java 25
# runtime and nothing else. Two runs on one commit give the same bytes.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"
. scripts/jdk.sh
require_jdk_25

version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' pom.xml | head -n 1)
name=chat-signal-$version
into=dist/$name
app=.cache/dist
rm -rf "$app" dist
scripts/build.sh "$root" server "$app" "$root"

mkdir -p "$into/bin" "$into/app"
cp -R "$app/chat-signal.jar" "$app/lib" "$into/app/"
cp scripts/jvm.flags "$into/app/"
cp deploy/bin/chat-signal "$into/bin/"
cp -R LICENSE README.md CHANGELOG.md docs deploy "$into/"
cp docs/licences.md "$into/THIRD-PARTY.md"
# What is in it, for those who have to know: CycloneDX, with the checksum of each jar.
scripts/sbom.sh "$into/sbom.json"
rm -rf "$into/deploy/bin"
chmod -R u=rwX,go=rX "$into"

# A fixed time for every file, of whole seconds: image layers keep no smaller ones, and what the JVM learnt in a rehearsal is
# valid only for jars that are as old as they were.
time='2026-11-22 00:00:00Z'
find "$into" -exec touch -d "$time" {} +
# A fixed order and owner.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$time" -C dist -cf - "$name" |
  gzip -n -9 >"dist/$name.tar.gz"
echo "dist/$name.tar.gz"
