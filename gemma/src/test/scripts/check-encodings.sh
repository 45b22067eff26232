#!/bin/sh
# Has llvm-mc disassemble the bytes of the assemblers' fixtures and compares what it prints with the texts there. Prints
# the lines that differ, what was read after >, and exits with 1 where there are any.
# Needs llvm-mc (LLVM 14 or newer; Debian's package llvm), awk and diff. LLVM_MC names another llvm-mc.
set -eu
fixtures=$(dirname "$0")/../resources/assembler
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check FIXTURE MARK MARK_TEXT COMMENT OPTION...: brackets keep an instruction from reaching into the next line, and an
# instruction that no line has tells where that begins.
check() {
  fixture=$fixtures/$1 mark=$2 text=$3 comment=$4
  shift 4
  sed 's/ |.*//; s/[0-9a-f][0-9a-f]/0x&/g; s/.*/[&]\n['"$mark"']/' "$fixture" |
    "${LLVM_MC:-llvm-mc}" --disassemble "$@" |
    awk -v mark="$text" -v comment="[ \t]*$comment.*" '{ sub(comment, ""); gsub(/[ \t]+/, " "); sub(/^ /, "") }
      $0 == mark { print text; text = ""; next }
      NF && $1 !~ /^\./ { text = text (text == "" ? "" : "; ") $0 }' > "$work/read"
  sed 's/ |.*//' "$fixture" | paste -d '|' - "$work/read" | sed 's/|/ | /' > "$work/lines"
  diff "$fixture" "$work/lines"
  echo "$(wc -l < "$fixture") encodings of $(basename "$fixture" .txt) are read as they are meant"
}

check x86-64.txt 0xcc int3 '#' --triple=x86_64 --output-asm-variant=1 \
  --mattr=+avx512f,+avx512bw,+avx512vl,+avx512dq,+avx512vnni,+avxvnni,+f16c,+fma,+avx2
check aarch64.txt '0x1f 0x20 0x03 0xd5' nop // --triple=aarch64 --mattr=+dotprod,+i8mm
