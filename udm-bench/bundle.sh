#!/usr/bin/env bash
# Packs all that a Linux machine with an NVIDIA GPU needs to run UDM, its GPU tests and the comparison with PyTorch: a
# Java runtime, our classes, LibTorch for GPUs. The machine itself brings the driver, and the libraries of CUDA 13,
# cuDNN 9 and NCCL, as 'pip install torch' does for CUDA 13; it needs neither Java nor a network.
#
#   udm-bench/bundle.sh [--arch CAPABILITY] [--parts MIB] [FILE]
#
#   FILE          what is written (udm-bench/target/udm-gpu.tar.xz)
#   --arch 9.0    keep LibTorch's code for cards of this compute capability alone: a third of the size
#   --parts 60    cut the file into parts of so many MiB, FILE.00, FILE.01, ...: 'cat FILE.* >FILE' joins them
#
# On the machine:
#
#   tar xJf udm-gpu.tar.xz && cd udm-gpu
#   ./udm doctor                                     # what is there and what is missing
#   ./compare-devices                                # everything on the card against the processor
#   DEVICE=cuda udm-bench/compare.sh text            # speed beside PyTorch's
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
out=$here/target/udm-gpu.tar.xz
architecture=
parts=

fail() {
  echo "bundle.sh: $*" >&2
  exit 2
}

while (($#)); do
  case $1 in
    --arch)
      [[ ${2:-} =~ ^[0-9]+\.[0-9]$ ]] || fail "--arch '${2:-}': give a compute capability such as 9.0"
      architecture=${2/./}
      shift 2
      ;;
    --parts)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "--parts '${2:-}': give a number of MiB such as 60"
      parts=$2
      shift 2
      ;;
    -*) fail "'$1': give --arch, --parts or a file" ;;
    *)
      out=$1
      shift
      ;;
  esac
done

java=$(readlink -f "${JAVA_HOME:+$JAVA_HOME/bin/javac}" || true)
[[ -x $java ]] || java=$(readlink -f "$(command -v javac || true)")
jdk=${java%/bin/javac}
[[ -x $jdk/bin/jlink && -d $jdk/jmods ]] || fail "a JDK with jlink and its jmods folder is needed; set JAVA_HOME to one"

stage=$here/target/bundle
bundle=$stage/udm-gpu
rm -rf "$stage"
mkdir -p "$bundle/lib"

# --- Classes: our own as jars, the others' jars as they are, natives for this machine's kind with GPUs alone

(cd "$root" && mvn -q -B -ntp -Pcuda -Dspotless.check.skip -pl udm-bench,udm-cli -am test-compile \
  dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/bundle.classpath) >&2

# What the GPU build replaces, and what is for the processor's speed alone.
unneeded='pytorch-[0-9.-]*-linux-x86_64\.jar|mkl-'
for module in udm-bench udm-cli; do
  tr ':' '\n' <"$root/$module/target/bundle.classpath"
  printf '\n%s\n' "$root/$module/target/classes"
done | sort -u | grep -vE "/($unneeded)[^/]*$" | while read -r entry; do
  if [[ -d $entry ]]; then
    "$jdk/bin/jar" --create --file "$bundle/lib/$(basename "${entry%/target/classes}").jar" -C "$entry" .
  else
    cp "$entry" "$bundle/lib/"
  fi
done
# The comparison of devices, which is a program as well as a test.
(cd "$root/udm-cli/target/test-classes" && "$jdk/bin/jar" --create --file "$bundle/lib/compare-devices.jar" \
  org/udm/cli/Cli.class org/udm/cli/Device*.class)

if [[ -n $architecture ]]; then
  natives=$(ls "$bundle"/lib/pytorch-*-linux-x86_64-gpu.jar)
  mkdir "$stage/natives"
  (cd "$stage/natives" && "$jdk/bin/jar" --extract --file "$natives")
  library=$(find "$stage/natives" -name libtorch_cuda.so)
  python3 "$here/python/one_architecture.py" "$library" "$stage/small.so" "$architecture"
  mv "$stage/small.so" "$library"
  # Not compressed here: what compresses the bundle does it better.
  "$jdk/bin/jar" --create --no-compress --file "$natives" -C "$stage/natives" .
  rm -r "$stage/natives"
fi

# --- Java

"$jdk/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.zipfs --strip-debug --no-man-pages --no-header-files \
  --output "$bundle/java"

# --- Programs

mkdir -p "$bundle/udm-bench"
cp -r "$here/compare.sh" "$here/README.md" "$here/python" "$bundle/udm-bench/"
cp "$root/LICENSE" "$root/docs/gpu.md" "$bundle/"
cat >"$bundle/run-java" <<'RUN'
#!/bin/sh
# run-java CLASS ARGUMENT...: runs a class of the bundle. LibTorch is unpacked into the folder 'cache' the first time.
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
# shellcheck disable=SC2086 # UDM_JAVA_OPTS is a list of words
exec "$here/java/bin/java" -XX:+UseSerialGC -Djava.awt.headless=true -Dorg.bytedeco.javacpp.cachedir="$here/cache" \
  --enable-native-access=ALL-UNNAMED ${UDM_JAVA_OPTS:-} -cp "$here/lib/*" "$@"
RUN
cat >"$bundle/udm" <<'RUN'
#!/bin/sh
exec "$(dirname "$0")/run-java" org.udm.cli.Udm "$@"
RUN
cat >"$bundle/compare-devices" <<'RUN'
#!/bin/sh
exec "$(dirname "$0")/run-java" org.udm.cli.DeviceComparison "$@"
RUN
chmod +x "$bundle"/run-java "$bundle"/udm "$bundle"/compare-devices

tar c -C "$stage" udm-gpu | xz -T0 >"$out"
rm -r "$stage"
if [[ -n $parts ]]; then
  split --bytes="${parts}M" --numeric-suffixes "$out" "$out."
  rm "$out"
fi
ls -l "$out"* >&2
