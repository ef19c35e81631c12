#!/usr/bin/env bash
# Runs a program of this module on Deeplearning4j, in a JVM without MKL.
#
#   udm-bench/dl4j.sh Dl4jDemonstration     two moons and the language of 'udm demo', trained and drawn
#   udm-bench/dl4j.sh Dl4jSpeed points      see compare.sh
#
#   THREADS     threads of ND4J (all processors)
#   CLASS_PATH  what 'class-path.sh --dl4j' printed, if it is known already
#   JAVA_OPTS   options of the JVM (those of the launcher)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
class_path=${CLASS_PATH:-$("$here/class-path.sh" --dl4j)}
# Both have to be right before the JVM starts: waiting threads that spin make ND4J thirty times slower.
export OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS="${THREADS:-$(nproc)}"
# shellcheck disable=SC2086  # JAVA_OPTS is a list of words
exec java ${JAVA_OPTS:--Xms32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1} -cp "$class_path" "org.udm.bench.$1" "${@:2}"
