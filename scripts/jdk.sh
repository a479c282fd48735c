# Sourced by ./chat-signal and ./check: finds a JDK 25 wherever it is, and sets JAVA_HOME to it.
# POSIX sh only, because this must run before anything is installed.

is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  # The release file answers without starting a JVM, which takes a tenth of a second each.
  if [ -r "$1/release" ]; then
    grep -q '^JAVA_VERSION="25[".]' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | grep -q 'version "25[".]'
  fi
}

# The home of the java on the PATH, through any links.
java_on_path() {
  command -v java >/dev/null 2>&1 || return 0
  real=$(readlink -f "$(command -v java)" 2>/dev/null || command -v java)
  dirname "$(dirname "$real")"
}

find_jdk_25() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    return 0
  fi
  for home in "$(java_on_path)" \
    /usr/lib/jvm/* \
    /opt/java/* /opt/jdk* /usr/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/*; do
    if [ -n "$home" ] && is_jdk_25 "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

require_jdk_25() {
  find_jdk_25 && return 0
  echo "Chat Signal needs a JDK 25 and found none: install one (for example Temurin 25 from adoptium.net, or 'sdk install java 25-tem') or point JAVA_HOME at it." >&2
  exit 1
}

require_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "Chat Signal is built with Maven 3.8 or newer and found no 'mvn': install it (Debian and Ubuntu: apt-get install maven; macOS: brew install maven)." >&2
  exit 1
}
