#!/bin/sh
# Prints what java is to be called with to run a client: java.sh NAME, for the Maven project java/NAME. Made once, and again
# when it was changed, with the repositories that Maven is configured for. Ends with 77 where what it needs cannot be had.
set -eu

project=$(cd "$(dirname "$0")/java/$1" && pwd)
target=$project/target
if [ ! -f "$target/complete" ] || [ -n "$(find "$project/pom.xml" "$project/src" -newer "$target/complete")" ]; then
  command -v mvn >/dev/null || { echo "no mvn" >&2; exit 77; }
  mkdir -p "$target"
  # Packages are what Quarkus needs; without one there is less to fetch.
  phase=compile
  ! grep -q quarkus-maven-plugin "$project/pom.xml" || phase=package
  if ! mvn -q -B -f "$project/pom.xml" "$phase" >"$target/build.log" 2>&1; then
    cat "$target/build.log" >&2
    if missing=$(grep -m 1 -E '^\[ERROR\].*(resolve|transfer|find artifact)' "$target/build.log"); then
      printf '\n%s\n' "$missing" >&2
      exit 77
    fi
    exit 1
  fi
  touch "$target/complete"
fi
if [ -d "$target/quarkus-app" ]; then
  printf '%s\n' -jar "$target/quarkus-app/quarkus-run.jar"
else
  printf '%s\n' -cp "$target/classes:$(cat "$target/class-path.txt")" Client
fi
