#!/usr/bin/env bash
# Compiles this module and what it needs, and prints the class path of its programs.
#
#   udm-bench/class-path.sh [--dl4j] [OPTION OF MAVEN]...
#
#   --dl4j    of the programs on Deeplearning4j: with ND4J, and without MKL, beside which ND4J cannot live
set -euo pipefail

scope=runtime
if [[ ${1:-} == --dl4j ]]; then
  scope=compile # which Maven takes to mean the provided ones, too
  shift
fi

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Without Jansi's option even a quiet Maven resets the colours of a terminal.
export MAVEN_OPTS="-Djansi.noreset=true ${MAVEN_OPTS:-}"
mvn -q -B -ntp -f "$here/../pom.xml" "$@" -Dspotless.check.skip -pl udm-bench -am compile \
  dependency:build-classpath -DincludeScope="$scope" -Dmdep.outputFile="target/classpath-$scope.txt" >&2
if [[ $scope == runtime ]]; then
  echo "$here/target/classes:$(cat "$here/target/classpath-runtime.txt")"
else
  tr ':' '\n' <"$here/target/classpath-compile.txt" | grep -v '/mkl-[^/]*$' | paste -sd: - |
    sed "s|^|$here/target/classes:|"
fi
