# Starts a main class of Espalier; read in with `.` by the launchers, with root set to the top of
# the project.

. "$root/tools/find-jdk.sh"

jar=$root/tools/cli/target/espalier.jar
# Touched by each build, where the jar may have nothing new in it.
built=$root/tools/cli/target/built
rebuild="cd '$root' && ./build -DskipTests"

# Builds the jar with a line per step, and shows the whole output of Maven only if that fails.
first_build() {
  find_maven || return 1
  log=$(mktemp "${TMPDIR:-/tmp}/espalier-build.XXXXXX") || return 1
  echo "espalier: first use, building (a minute or two; later: $rebuild)" >&2
  (
    cd "$root" || exit 1
    # What ./build checks is not checked here.
    on_jdk25 mvn -B -pl tools/cli -am package -Dmaven.test.skip=true -Dcheckstyle.skip=true \
      -Dspotless.check.skip=true 2>&1
    echo "exit status $?"
  ) | first_build_progress "$log" >&2
  case $(tail -n 1 "$log") in
    # Maven may leave a colour code, without a line end, before it.
    *"exit status 0")
      rm -f "$log"
      return 0
      ;;
  esac
  grep '^\[ERROR\]' "$log" | head -n 40 >&2
  echo "espalier: the build failed; its whole output is in $log" >&2
  return 1
}

# Copies its input to a file; prints the steps of Maven that take time and how many files it got.
first_build_progress() {
  downloads=0
  while IFS= read -r line; do
    printf '%s\n' "$line" >&3
    case $line in
      '[INFO] Building Espalier'*)
        line=${line#'[INFO] Building '}
        echo "  ${line%% [0-9]*}"
        ;;
      '[INFO] Downloaded from '*)
        downloads=$((downloads + 1))
        [ $((downloads % 50)) -eq 0 ] && echo "    $downloads files downloaded"
        ;;
      *'(start-up-cache)'*) echo "  start-up cache" ;;
    esac
  done 3>"$1"
}

# launch MAIN-CLASS ARGUMENT...
launch() {
  find_jdk25 || exit 1
  if [ ! -f "$jar" ]; then
    first_build || exit 1
  elif [ -n "$(find "$root"/hal/src/main "$root"/emulator/src/main "$root"/websocket-client/src/main \
    "$root"/tools/*/src/main -newer "$built" -type f 2>/dev/null | head -n 1)" ]; then
    echo "espalier: sources are newer than the build; to rebuild: $rebuild" >&2
  fi
  main=$1
  shift
  aot=$root/tools/cli/target/espalier.aot
  if [ -f "$aot" ]; then
    exec "$jdk25/bin/java" "@$root/tools/jvm.args" "-XX:AOTCache=$aot" -cp "$jar" "$main" "$@"
  fi
  exec "$jdk25/bin/java" "@$root/tools/jvm.args" -cp "$jar" "$main" "$@"
}
