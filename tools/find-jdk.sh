# Finds a JDK 25; read in with `.` by the scripts of this project, it does nothing by itself.
#
# find_jdk25: sets jdk25 to the home of a JDK 25, or says what to install and returns 1.
# It reads each candidate's `release` file and starts no JVM, because `espalier` calls it at every
# start.

is_jdk25() {
  [ -r "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  while IFS= read -r release_line; do
    case $release_line in
      'JAVA_VERSION="25"' | 'JAVA_VERSION="25.'* | 'JAVA_VERSION="25-'*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

find_jdk25() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk25 "$JAVA_HOME"; then
    jdk25=$JAVA_HOME
    return 0
  fi
  if java_on_path=$(command -v java); then
    java_on_path=$(readlink -f "$java_on_path" 2>/dev/null || echo "$java_on_path")
    jdk25=${java_on_path%/bin/java}
    is_jdk25 "$jdk25" && return 0
  fi
  # The usual places: Linux distributions, hand-unpacked, SDKMAN, IDEs, version managers, macOS.
  for jdk25 in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/*jdk* \
    /opt/*jdk* /opt/*java* /opt/jdk/* /opt/java/* /opt/jvm/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jbang/cache/jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    is_jdk25 "$jdk25" && return 0
  done
  if [ -x /usr/libexec/java_home ]; then
    jdk25=$(/usr/libexec/java_home -v 25 2>/dev/null) && is_jdk25 "$jdk25" && return 0
  fi
  echo "espalier: no JDK 25 found: install one (for example from https://adoptium.net) or set JAVA_HOME to it" >&2
  return 1
}

# find_maven: says what to install and returns 1 if there is no mvn.
find_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "espalier: no Maven found: install Maven 3.8.7 or later (mvn) and put it on the PATH" >&2
  return 1
}

# on_jdk25 COMMAND...: runs it with JAVA_HOME set, and with the access that Maven's own libraries
# need from a new JDK, so that it does not warn about them.
on_jdk25() {
  JAVA_HOME=$jdk25 \
    MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
    "$@"
}
