# Sourced by the scripts that build what they run: tells whether a build is out of date.

# sources_changed BUILT SOURCE...: whether a source in the folders, or one of the files, is newer than the file BUILT.
sources_changed() {
  built=$1
  shift
  [ -f "$built" ] || return 0
  for source in "$@"; do
    [ -z "$(newer_source "$source" "$built")" ] || return 0
  done
  return 1
}

# Searched from within, as the folders above may be called src too.
newer_source() {
  if [ ! -d "$1" ]; then
    find "$1" -newer "$2"
  else
    (cd "$1" && find . \
      \( -name target -o -name node_modules -o -name test -o -path '*/clients' -o -path '*/demo/src' -o -name '.?*' \) -prune \
      -o \( -path '*/src/*' -o -path '*/demo/site/*' -o -name pom.xml \) -newer "$2" -print) | head -n 1
  fi
}
