# Sourced by ./asyncio, ./verify and bench/run: finds a JDK 25 and builds the jars that programs run on.
# The caller sets "root" to the top folder of the project and "me" to the name that stands before its messages.

say() { printf '%s: %s\n' "$me" "$*" >&2; }

die() {
  local status=$1
  shift
  say "$*"
  exit "$status"
}

# The version of the JDK or JRE in folder $1, from its "release" file; empty when there is none.
java_version() {
  local line
  [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*) line=${line#JAVA_VERSION=}; line=${line//\"/}; printf '%s' "$line" ;;
    esac
  done < "$1/release"
}

# Sets "jdk" to the first JDK 25 or newer of: JAVA_HOME, the java on the PATH, /usr/lib/jvm, SDKMAN. Exits with one sentence if none.
find_jdk() {
  local candidates=() looked='' home version java
  if [ -n "${JAVA_HOME-}" ]; then candidates+=("$JAVA_HOME"); fi
  java=$(command -v java || true)
  if [ -n "$java" ]; then
    java=$(readlink -f "$java")
    candidates+=("${java%/bin/java}")
  fi
  candidates+=(/usr/lib/jvm/* "${HOME-}"/.sdkman/candidates/java/*)
  for home in "${candidates[@]}"; do
    home=$(readlink -f "$home") || continue
    version=$(java_version "$home")
    [ -n "$version" ] || continue
    if [ "${version%%[!0-9]*}" -ge 25 ] && [ -x "$home/bin/javac" ]; then
      jdk=$home
      return 0
    fi
    case $looked in *"$home ("*) ;; *) looked+="${looked:+, }$home ($version)" ;; esac
  done
  die 1 "no JDK 25 or newer found; looked at JAVA_HOME, the java on the PATH and /usr/lib/jvm: ${looked:-there is no Java}. Install one, or set JAVA_HOME to one."
}

need_maven() {
  command -v mvn > /dev/null || die 1 "Maven is needed to build and is not on the PATH: install it (on Debian: apt-get install maven)."
}

# Without colours, which some Mavens write even into files.
plain() { sed -u $'s/\033\\[[0-9;]*m//g'; }

# Runs Maven on the JDK found, without the warnings that Maven's own libraries cause there.
maven() {
  JAVA_HOME=$jdk MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" mvn -B -ntp "$@"
}

# Whether folder $1 holds jars that are newer than every source they are built from, for module $2 and scope $3.
fresh() {
  local sources=("$root"/pom.xml "$root"/*/pom.xml) module
  [ -e "$1/built" ] || return 1
  for module in "$root"/*/src/main; do
    case $module in
      "$root"/examples/*) ;; # run from source
      "$root"/bench/*) [ "$2" != bench ] || sources+=("$module") ;;
      *) sources+=("$module") ;;
    esac
  done
  [ "$3" != test ] || sources+=("$root/$2/src/test")
  [ -z "$(find "${sources[@]}" -newer "$1/built" -print -quit)" ]
}

# Sets "jars" to the folder with all jars that module $1 needs at run time, or, if $2 is "test", its tests and all that they need.
# They are built now if they are not there or older than the sources.
# A folder is filled beside it and then moved: nobody ever sees half of one, and of several first uses at once one builds.
find_jars() {
  local module=$1 scope=${2-runtime} no_tests=-Dmaven.test.skip=true new
  jars=$root/target/launcher/$module
  if [ "$scope" = test ]; then
    jars+=-tests
    no_tests=-DskipTests # compiles them
  fi
  if fresh "$jars" "$module" "$scope"; then return 0; fi
  need_maven
  mkdir -p "$root/target/launcher"
  exec 9> "$root/target/launcher/lock"
  if command -v flock > /dev/null && ! flock -n 9; then
    say "waiting for another build of the jars ..."
    flock 9
  fi
  if ! fresh "$jars" "$module" "$scope"; then
    if [ -e "$jars/built" ]; then
      say "building the jars (the sources have changed) ..."
    else
      say "building the jars (first use, about 30 s) ..."
    fi
    new=$jars.new
    rm -rf "$new"
    mkdir -p "$new"
    touch "$new/built" # before the build: what changes during it is newer
    (
      cd "$root"
      maven -q -pl "$module" -am "$no_tests" -Dmaven.javadoc.skip=true -Dspotless.check.skip=true \
        package dependency:copy-dependencies -DincludeScope="$scope" -DoutputDirectory="$new"
    ) < /dev/null > "$new.log" 2>&1 9>&- || {
      plain < "$new.log" >&2
      die 1 "the build failed, the reason is above; \"./verify\" tells more."
    }
    if [ "$module" != examples ]; then cp "$root/$module/target/asyncio4j-$module"-*[!cs].jar "$new"; fi # not -javadoc, -tests
    if [ "$scope" = test ]; then cp "$root/$module/target/asyncio4j-$module"-*-tests.jar "$new"; fi
    rm -rf "$jars.old"
    if [ -e "$jars" ]; then mv "$jars" "$jars.old"; fi
    mv "$new" "$jars"
    rm -rf "$jars.old" "$new.log"
  fi
  exec 9>&-
}
