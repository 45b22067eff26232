"""Random requests after a gateway's own description, good ones and damaged ones: fuzz_http.py URL REQUESTS [SEED].

At least that many; how many were answered how is printed. Ends with 1 where an answer is a fault, breaks off, takes a minute or
is not as described.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
# Threads share an interpreter, and Python 3.11's parser fails at times where several use it.
PROCESSES = 2
SMALL = 1_000
CHECKS = ["no_fault", "every_answer_has_an_id", "streams_end_as_they_should", "status_code_conformance",
          "content_type_conformance", "response_headers_conformance", "response_schema_conformance", "unsupported_method",
          "allow_header_conformance"]


def run(url, seed, examples, phases, folder):
    """One run of schemathesis: how many answers there were of each kind, and what it says where something is wrong."""
    counted = pathlib.Path(folder, f"{seed}.json")
    ended = subprocess.run(
        [pathlib.Path(sys.executable).with_name("st"), "--config-file", HERE / "fuzz_http.toml", "run", url + "/openapi.yaml",
         "--phases", phases, "--max-examples", str(examples), "--seed", str(seed), "--checks", ",".join(CHECKS),
         "--request-timeout", "60", "--continue-on-failure", "--no-shrink", "--suppress-health-check", "all",
         "--generation-database", "none", "--warnings", "off", "--no-color"],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "fuzz_http_checks", "PYTHONPATH": str(HERE), "FUZZ_COUNTS": str(counted)},
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    counts = json.loads(counted.read_text()) if counted.exists() else {}
    return counts, "" if ended.returncode == 0 else f"seed {seed}:\n{ended.stdout}"


def main(url, requests, seed=1):
    small, first = requests <= SMALL, seed
    counts, problems, began = collections.Counter(), [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        running = set()
        while running or counts.total() < requests:
            while len(running) < (1 if small else PROCESSES) and counts.total() < requests:
                # Each boundary of each field, once; the rest at random.
                phases = "fuzzing" if small or seed != first else "examples,coverage,fuzzing"
                running.add(pool.submit(run, url, seed, 10 if small else 200, phases, folder))
                seed += 1
            done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for answers, problem in (future.result() for future in done):
                counts.update(answers)
                if problem:
                    problems.append(problem)
                    print(problem[:20_000], flush=True)
                if not answers:
                    sys.exit("no answer was counted")
            print(f"fuzz: {counts.total()} requests in {time.monotonic() - began:.0f} s, {len(problems)} runs with faults",
                  flush=True)
    for kind, count in sorted(counts.items()):
        print(f"{count:9} {kind}")
    by_status = collections.Counter()
    for kind, count in counts.items():
        by_status[kind.rsplit(" ", 1)[1]] += count
    print("by status:", ", ".join(f"{count} of {status}" for status, count in sorted(by_status.items())))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:]))
