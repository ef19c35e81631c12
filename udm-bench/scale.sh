#!/usr/bin/env bash
# Times training on this machine by one process and by several, and the sum of a tensor over them; prints the figures
# that docs/scale.md quotes, one line of JSON each.
#
#   PROCESSES=2 STEPS=30 udm-bench/scale.sh
#
#   PROCESSES  how many share a batch (2), with one thread each
#   ROUNDS     how often everything is timed, in turn (3)
#   STEPS      timed training steps in a run (30); WARMUP steps go before them (5)
#   KILOBYTES  sizes of the sums (4 1024 4096 16384)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

PROCESSES=${PROCESSES:-2}
ROUNDS=${ROUNDS:-3}
STEPS=${STEPS:-30}
WARMUP=${WARMUP:-5}
KILOBYTES=${KILOBYTES:-4 1024 4096 16384}
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE

class_path=$("$here/class-path.sh")

speed() {
  java -Xms32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$class_path" org.udm.bench.ProcessSpeed "$@"
}

# Processes that find each other, as torchrun starts them; Gloo greets on standard output.
together() {
  local rank
  port=$((20000 + (${port:-$$} + 1) % 10000))
  for rank in $(seq 0 $((PROCESSES - 1))); do
    RANK=$rank WORLD_SIZE=$PROCESSES MASTER_ADDR=127.0.0.1 MASTER_PORT=$port speed "$@" &
  done | grep -v '^\[Gloo\]'
  wait
}

# As many that know nothing of each other, at the same time: what the processors give.
apart() {
  local rank
  for rank in $(seq 0 $((PROCESSES - 1))); do
    speed "$@" &
  done | sed -n 1p
  wait
}

say() {
  printf '%-60s' "$1"
}

say "corrupting a batch, one thread"
speed data
steps=(--threads 1 --steps "$STEPS" --warmup "$WARMUP" --width 256)
for round in $(seq "$ROUNDS"); do
  say "1 process, 1 thread, batch 16"
  speed train "${steps[@]}" --batch 16
  say "$PROCESSES processes, 1 thread each, one batch of 16"
  together train "${steps[@]}" --batch 16
  say "$PROCESSES processes apart, batches of $((16 / PROCESSES))"
  apart train "${steps[@]}" --batch $((16 / PROCESSES))
  for size in $KILOBYTES; do
    say "sum over $PROCESSES processes of $size kB"
    together sum --threads 1 --kilobytes "$size"
  done
done
