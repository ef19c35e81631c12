#!/usr/bin/env bash
# Runs UDM and its PyTorch twins in turn, on the same networks, and prints a Markdown table of their speeds; or UDM on
# LibTorch and on Deeplearning4j.
#
#   ROUNDS=5 THREADS=2 PYTHON=/path/to/python udm-bench/compare.sh [text|images|sampling|all|engines]
#
#   text      training steps of the masked text model, at three sizes (the default)
#   images    training steps and DDIM samples of the image model
#   sampling  samples of the masked text model by each of our samplers
#   all       all of these
#   engines   training steps on LibTorch and on Deeplearning4j: points, images, sentences; in fp32, without PyTorch
#
#   ROUNDS   runs of every program for every size and precision (5)
#   STEPS    timed training steps in a run (30); WARMUP steps go before them (10)
#   IMAGES   images drawn at once (64), in IMAGE_STEPS steps (50)
#   TEXTS    rows drawn at once (64), of LENGTH characters (256), in TEXT_STEPS steps (1000)
#   REPEATS  timed draws of images in a run (3); texts, which take minutes, are drawn once
#   SAMPLERS our samplers of text (unmasking first-hitting cached plain)
#   PRECISIONS  fp32, bf16 or both (fp32 bf16)
#   THREADS  threads of each side (all processors)
#   DEVICE   where both sides compute: cpu (the default), cuda or cuda:N; on a card, text is timed at GPT-2's size, too
#   PEAK_TFLOPS  what the device can do at most, from its data sheet, for the share of it that a step of text reaches
#            (H100 SXM in bf16, dense: 989)
#   COMPILE  yes to hold ours against the twin under torch.compile (no)
#   HEAD     where the text twin evaluates its head: all positions, as plain PyTorch does (the default), or masked ones
#   LAYOUT   how the image twin keeps its channels: channels-last (the default) or contiguous
#   PYTHON   a Python that can import torch (python3)
#   JAVA_OPTS  options of the JVM (those of the launcher, whose settings of the C library's memory are ours here too)
#   RECORD   the file that keeps every line the programs print (udm-bench/target/compare.tsv)
#
# The table goes to standard output, progress to standard error. See README.md for how to read it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

ROUNDS=${ROUNDS:-5}
STEPS=${STEPS:-30}
WARMUP=${WARMUP:-10}
IMAGES=${IMAGES:-64}
IMAGE_STEPS=${IMAGE_STEPS:-50}
TEXTS=${TEXTS:-64}
LENGTH=${LENGTH:-256}
TEXT_STEPS=${TEXT_STEPS:-1000}
REPEATS=${REPEATS:-3}
SAMPLERS=${SAMPLERS:-unmasking first-hitting cached plain}
PRECISIONS=${PRECISIONS:-fp32 bf16}
THREADS=${THREADS:-$(nproc)}
DEVICE=${DEVICE:-cpu}
COMPILE=${COMPILE:-no}
HEAD=${HEAD:-all}
LAYOUT=${LAYOUT:-channels-last}
PYTHON=${PYTHON:-python3}
JAVA_OPTS=${JAVA_OPTS:--Xms32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1}
RECORD=${RECORD:-$here/target/compare.tsv}

fail() {
  echo "compare.sh: $*" >&2
  exit 2
}

check_choices() {
  [[ $# -le 1 && ${1:-text} =~ ^(text|images|sampling|all|engines)$ ]] || fail "'$*': give one of text, images, sampling, all, engines"
  [[ $LAYOUT =~ ^(channels-last|contiguous)$ ]] || fail "LAYOUT is '$LAYOUT': it must be channels-last or contiguous"
  [[ ${1:-} == engines ]] || "$PYTHON" -c 'import torch' 2>/dev/null || fail "$PYTHON cannot import torch; get it with" \
    "'$PYTHON -m pip install torch' (the build for processors is enough), or name another Python in PYTHON"
}

# Compiles the module and what it needs, and sets class_path and java; a bundle brings both.
build() {
  java=java
  if [[ -x $root/run-java ]]; then
    java=$root/java/bin/java
    class_path="$root/lib/*"
    return
  fi
  local profile=()
  [[ $DEVICE == cpu ]] || profile=(-Pcuda)
  class_path=$("$here/class-path.sh" "${profile[@]}")
}

# Both print one line of JSON with "units_per_second".
ours() {
  # shellcheck disable=SC2086  # JAVA_OPTS is a list of words
  MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=4294967296 \
    GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0 "$java" $JAVA_OPTS -cp "$class_path" "org.udm.bench.$@"
}

twin() {
  local compile=()
  [[ $COMPILE == no ]] || compile=(--compile)
  "$PYTHON" "$here/python/$@" "${compile[@]}"
}

second() {
  JAVA_OPTS=$JAVA_OPTS CLASS_PATH=$second_class_path "$here/dl4j.sh" "$@"
}

# measure SIDE WHAT PRECISION COMMAND...: runs a program and keeps its line; others are compared with the side "twin".
measure() {
  local side=$1 what=$2 precision=$3 result
  shift 3
  echo "round $round of $ROUNDS: $what, $precision, $side" >&2
  result=$("$@" --precision "$precision" --threads "$THREADS" --device "$DEVICE")
  printf '%s\t%s\t%s\t%s\n' "$what" "$precision" "$side" "$result" >>"$RECORD"
}

compare_text() {
  local size layers width heads block batch what precision common sizes
  # layers width heads block batch; the first is the reference size of the README, the last that of GPT-2 small
  sizes=("4 128 4 64 12" "4 256 4 128 16" "4 512 8 128 16")
  [[ $DEVICE == cpu ]] || sizes+=("12 768 12 1024 16")
  for size in "${sizes[@]}"; do
    read -r layers width heads block batch <<<"$size"
    what="train text: $layers layers, width $width, $heads heads, batch $batch x $block"
    common=(--layers "$layers" --width "$width" --heads "$heads" --block "$block" --batch "$batch"
      --steps "$STEPS" --warmup "$WARMUP")
    for precision in $PRECISIONS; do
      measure ours "$what" "$precision" ours TextTrainingSpeed "${common[@]}"
      measure twin "$what" "$precision" twin twin.py speed --head "$HEAD" "${common[@]}"
    done
  done
}

compare_images() {
  local batch=64 width=32 what precision common layout=()
  [[ $LAYOUT == contiguous ]] || layout=(--channels-last)
  for precision in $PRECISIONS; do
    what="train images: U-Net of width $width, batch $batch x 28 x 28"
    common=(--width "$width" --batch "$batch" --steps "$STEPS" --warmup "$WARMUP")
    measure ours "$what" "$precision" ours ImageSpeed speed "${common[@]}"
    measure twin "$what" "$precision" twin unet_twin.py speed "${layout[@]}" "${common[@]}"

    what="sample images: $IMAGES by DDIM in $IMAGE_STEPS steps"
    common=(--width "$width" --count "$IMAGES" --steps "$IMAGE_STEPS" --repeats "$REPEATS")
    measure ours "$what" "$precision" ours ImageSpeed sample "${common[@]}"
    measure twin "$what" "$precision" twin unet_twin.py sample "${layout[@]}" "${common[@]}"
  done
}

compare_sampling() {
  local what="sample text: $TEXTS x $LENGTH characters, 4 layers, width 128, T = $TEXT_STEPS" precision sampler common
  common=(--layers 4 --width 128 --heads 4 --block "$LENGTH"
    --count "$TEXTS" --steps "$TEXT_STEPS" --repeats 1)
  for precision in $PRECISIONS; do
    measure twin "$what" "$precision" twin twin.py sample "${common[@]}"
    for sampler in $SAMPLERS; do
      measure "$sampler" "$what" "$precision" ours TextSamplingSpeed --sampler "$sampler" "${common[@]}"
    done
  done
}

compare_engines() {
  local task model batch what common
  # the program's word for a model, the batch
  for task in "points 256" "images 16" "sentences 64"; do
    read -r model batch <<<"$task"
    what="train $model, batch $batch"
    common=("$model" --batch "$batch" --steps "$STEPS" --warmup "$WARMUP")
    measure LibTorch "$what" fp32 ours EngineSpeed "${common[@]}"
    measure twin "$what" fp32 second Dl4jSpeed "${common[@]}"
  done
}

compare_all() {
  compare_text
  compare_images
  compare_sampling
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

check_choices "$@"
warn_when_busy
build
peer=PyTorch
if [[ ${1:-} == engines ]]; then
  peer=Deeplearning4j
  [[ $DEVICE == cpu && ! -x $root/run-java ]] || fail "engines are compared on the processor of a machine with a checkout"
  second_class_path=$("$here/class-path.sh" --dl4j)
fi
mkdir -p "$(dirname "$RECORD")"
: >"$RECORD"

for round in $(seq "$ROUNDS"); do
  "compare_${1:-text}"
done

"$PYTHON" "$here/python/table.py" "$RECORD" "$peer"
