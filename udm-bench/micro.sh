#!/usr/bin/env bash
# Runs the JMH micro-benchmarks and prints a Markdown table of elements per second and of Java memory per element.
#
#   udm-bench/micro.sh [WORD [OPTION OF JMH]...]
#
#   WORD    a regular expression of benchmark names (all of them)
#   OPTION  for example -wi 1 -i 2 for a quick look, or -h for all of them
#
# The table goes to standard output, progress to standard error; JMH's own results are kept in target/micro.csv.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
results=$here/target/micro.csv

class_path=$("$here/class-path.sh")
rm -f "$results"
java -cp "$class_path" org.openjdk.jmh.Main \
  "${1:-.*}" -prof gc -rf csv -rff "$results" "${@:2}" >&2
[[ -s $results ]] || exit 0 # what was asked for was a list or a help text

# A line of the results: "package.Class.method", mode, threads, samples, score, error, unit; allocations are lines of
# their own, named "package.Class.method:gc.alloc.rate.norm".
awk -F, '
  function thousands(x,   text, out) {
    text = sprintf("%.0f", x)
    while (length(text) > 3) { out = "," substr(text, length(text) - 2) out; text = substr(text, 1, length(text) - 3) }
    return text out
  }
  NR == 1 { next }
  {
    gsub(/["\r]/, "")
    name = $1
    sub(/^org\.udm\.bench\./, "", name)
    parameter = NF > 7 && $8 != "" ? " (" $8 ")" : ""
  }
  name ~ /:.*gc\.alloc\.rate\.norm$/ { sub(/:.*/, "", name); memory[name parameter] = $5; next }
  name ~ /:/ { next }
  { order[++count] = name parameter; score[name parameter] = $5; error[name parameter] = $6 }
  END {
    print "| operation | elements/s | +- | bytes/element |"
    print "|---|---:|---:|---:|"
    for (k = 1; k <= count; k++) {
      name = order[k]
      relative = error[name] == "NaN" ? "?" : sprintf("%.0f %%", 100 * error[name] / score[name])
      printf "| `%s` | %s | %s | %.1f |\n", name, thousands(score[name]), relative, memory[name]
    }
  }' "$results"
