#!/usr/bin/env bash
# Trains the same network with UDM and with its PyTorch twin, in turn, and prints a Markdown table of their speeds.
#
#   ROUNDS=5 STEPS=30 WARMUP=10 THREADS=2 HEAD=all PYTHON=/path/to/python udm-bench/compare.sh
#
#   ROUNDS   pairs of runs for every size and precision (5)
#   STEPS    timed training steps in a run (30); WARMUP steps go before them (10)
#   THREADS  threads of each side (all processors)
#   HEAD     where the twin evaluates its head: all positions, as plain PyTorch does (the default), or masked ones only
#   PYTHON   a Python that can import torch (python3)
#   JAVA_OPTS  options of the JVM (those of the launcher: a quick compiler and collector leave the cores to LibTorch)
#   RECORD   the file that keeps every line both programs print (udm-bench/target/compare.tsv)
#
# The table goes to standard output, progress to standard error. See README.md for how to read it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

ROUNDS=${ROUNDS:-5}
STEPS=${STEPS:-30}
WARMUP=${WARMUP:-10}
THREADS=${THREADS:-$(nproc)}
HEAD=${HEAD:-all}
PYTHON=${PYTHON:-python3}
JAVA_OPTS=${JAVA_OPTS:--XX:+UseSerialGC -XX:TieredStopAtLevel=1}
RECORD=${RECORD:-$here/target/compare.tsv}

#         layers width heads block batch; the first is the reference size of the README
sizes=("4 128 4 64 12" "4 256 4 128 16")
precisions=(fp32 bf16)

check_torch() {
  "$PYTHON" -c 'import torch' 2>/dev/null && return
  echo "compare.sh: $PYTHON cannot import torch; get it with" \
    "'$PYTHON -m pip install torch' (the build for processors is enough), or name another Python in PYTHON" >&2
  exit 2
}

# Compiles the module and what it needs, and sets class_path.
build() {
  (cd "$root" && mvn -q -B -ntp -Dspotless.check.skip -pl udm-bench -am compile \
    dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/classpath.txt) >&2
  class_path="$here/target/classes:$(cat "$here/target/classpath.txt")"
}

# Both print one line of JSON with "tokens_per_second".
ours() {
  # shellcheck disable=SC2086  # JAVA_OPTS is a list of words
  java $JAVA_OPTS -cp "$class_path" org.udm.bench.TrainingSpeed "$@"
}

twin() {
  "$PYTHON" "$here/python/twin.py" speed --head "$HEAD" "$@"
}

# Two programs that each spin a thread per processor slow one another down tenfold, so say when we are not alone.
warn_when_busy() {
  local load
  [[ -r /proc/loadavg ]] || return 0
  read -r load _ </proc/loadavg
  if awk -v load="$load" 'BEGIN { exit !(load > 0.5) }'; then
    echo "compare.sh: the load of this machine is $load before we begin: do not trust these timings" >&2
  fi
}

check_torch
warn_when_busy
build
mkdir -p "$(dirname "$RECORD")"
: >"$RECORD"

for round in $(seq "$ROUNDS"); do
  for size in "${sizes[@]}"; do
    read -r layers width heads block batch <<<"$size"
    name="$layers layers, width $width, $heads heads, batch $batch x $block"
    for precision in "${precisions[@]}"; do
      for side in ours twin; do
        echo "round $round of $ROUNDS: $name, $precision, $side" >&2
        result=$("$side" --layers "$layers" --width "$width" --heads "$heads" --block "$block" --batch "$batch" \
          --precision "$precision" --steps "$STEPS" --warmup "$WARMUP" --threads "$THREADS")
        printf '%s\t%s\t%s\t%s\n' "$name" "$precision" "$side" "$result" >>"$RECORD"
      done
    done
  done
done

"$PYTHON" "$here/python/table.py" "$RECORD"
