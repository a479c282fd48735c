# Sourced by the scripts that build what they run: tells whether a build is out of date.

# sources_changed BUILT FOLDER...: whether a source of the folders is newer than the file BUILT.
sources_changed() {
  built=$1
  shift
  [ -f "$built" ] || return 0
  [ -n "$(find "$@" \
    \( -name target -o -name node_modules -o -name test -o -path '*/clients' -o -path '*/demo/src' -o -name '.?*' \) -prune \
    -o \( -path '*/src/*' -o -path '*/demo/site/*' -o -name pom.xml \) -newer "$built" -print | head -n 1)" ]
}
