# Sourced by the run scripts: sets BENCH_JAVA and BENCH_CLASSPATH; builds what is missing or older than its sources.

bench_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root_dir=$(cd "$bench_dir/../.." && pwd)

bench_find_java() {
    local home
    for home in "${COUNTERSIGN_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [ -x "$home/bin/java" ] && "$home/bin/java" -version 2>&1 | grep -q 'version "25'; then
            BENCH_JAVA="$home/bin/java"
            return
        fi
    done
    echo "no JDK 25 found: install one, or set COUNTERSIGN_JAVA_HOME to its folder" >&2
    exit 2
}

# The benchmark's own class path: module folders of this checkout as Maven resolves them, kept until a pom changes.
bench_find_classpath() {
    local file="$bench_dir/target/runtime.classpath"
    # Whoever builds by hand (or only has the module's own sources at hand) sets BENCH_BUILD=no.
    if [ "${BENCH_BUILD:-yes}" = yes ] && { [ ! -d "$bench_dir/target/classes" ] || [ ! -f "$file" ] \
        || [ -n "$(find "$root_dir" -name pom.xml -newer "$file" -print -quit)" ] \
        || [ -n "$(find "$root_dir" -path "*/src/main/*" -type f -newer "$file" -print -quit)" ]; }; then
        echo "building infra/bench" >&2
        (cd "$root_dir" && mvn -B -ntp -q install -pl infra/bench -am -DskipTests >&2 \
            && mvn -B -ntp -q -pl infra/bench dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile="$file" >&2 && touch "$file") || exit 1
    fi
    BENCH_CLASSPATH="$bench_dir/target/classes:$(cat "$file")"
}

# bench_setting NAME FOLDER: what start-services.sh, or else a standalone, says in its folder; nothing when it says nothing.
bench_setting() {
    local file
    for file in "$2/services.properties" "$2/ports.properties"; do
        if [ -f "$file" ] && grep -q "^$1=" "$file"; then
            sed -n "s/^$1=//p" "$file"
            return
        fi
    done
}

# bench_describe NAME… -- SCRIPT ARGUMENT…: what RESULTS.md says about where its figures come from.
bench_describe() {
    BENCH_COMMIT=$(git -C "$root_dir" describe --always --dirty 2>/dev/null || echo "unknown")
    BENCH_COMMAND=""
    while [ "$1" != -- ]; do
        [ -z "${!1:-}" ] || BENCH_COMMAND+="$1='${!1}' "
        shift
    done
    shift
    BENCH_COMMAND+="infra/bench/$*"
    export BENCH_COMMIT BENCH_COMMAND
}

bench_find_java
bench_find_classpath
BENCH_JVM_OPTIONS=(-Dlogback.configurationFile=bench-logback.xml -Xms512m -Xmx512m -XX:+AlwaysPreTouch -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
# Of sip-auth-service, where JVM_OPTIONS says nothing else.
BENCH_SIP_JVM_OPTIONS="-Xms512m -Xmx512m -XX:+AlwaysPreTouch -XX:+UseTransparentHugePages"
