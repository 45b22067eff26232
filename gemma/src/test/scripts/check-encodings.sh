#!/bin/sh
# Has llvm-mc disassemble the bytes of the assembler's fixture and compares what it prints with the texts there:
# check-encodings.sh [FIXTURE]. Prints the lines that differ, what was read after >, and exits with 1 where there are any.
# Needs llvm-mc (LLVM 14 or newer; Debian's package llvm), awk and diff. LLVM_MC names another llvm-mc.
set -eu
fixture=${1:-$(dirname "$0")/../resources/assembler/x86-64.txt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Brackets keep an instruction from reaching into the next line, and int3 tells where that begins.
sed 's/ |.*//; s/[0-9a-f][0-9a-f]/0x&/g; s/.*/[&]\n[0xcc]/' "$fixture" |
  "${LLVM_MC:-llvm-mc}" --disassemble --triple=x86_64 --output-asm-variant=1 \
    --mattr=+avx512f,+avx512bw,+avx512vl,+avx512dq,+avx512vnni,+avxvnni,+f16c,+fma,+avx2 |
  awk '{ sub(/[ \t]*#.*/, ""); gsub(/[ \t]+/, " "); sub(/^ /, "") }
    $0 == "int3" { print text; text = ""; next }
    NF && $1 !~ /^\./ { text = text (text == "" ? "" : "; ") $0 }' > "$work/read"
sed 's/ |.*//' "$fixture" | paste -d '|' - "$work/read" | sed 's/|/ | /' > "$work/lines"
diff "$fixture" "$work/lines"
echo "$(wc -l < "$fixture") encodings are read as they are meant"
