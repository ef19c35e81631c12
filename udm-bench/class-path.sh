#!/usr/bin/env bash
# Compiles this module and what it needs, and prints the class path of its programs.
#
#   udm-bench/class-path.sh [OPTION OF MAVEN]...
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

mvn -q -B -ntp -f "$here/../pom.xml" "$@" -Dspotless.check.skip -pl udm-bench -am compile \
  dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/classpath.txt >&2
echo "$here/target/classes:$(cat "$here/target/classpath.txt")"
