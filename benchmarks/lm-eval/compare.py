"""Compares results of lm-evaluation-harness: compare.py FOLDER, with a folder each for hf, exact and fast.

Prints the scores side by side, and how far log-likelihoods and texts of single items are from those of hf. Ends with 1
where exact differs from hf: in a choice or a text, or by more than rounding in a perplexity or an item.
"""
import json
import sys
from pathlib import Path

SIDES = ("hf", "exact", "fast")
# Of sums of floats in another order, over a text of some 40 tokens, ten times what was seen; `fast` differs by a nat.
NATS = 0.0005
PERPLEXITY = 1e-5


def load(folder):
    # Of several runs into one folder the last.
    results = json.loads(sorted(folder.rglob("results_*.json"))[-1].read_text())
    samples = {}
    for task in results["results"]:
        lines = sorted(folder.rglob(f"samples_{task}_*.jsonl"))[-1].read_text().splitlines()
        samples[task] = {item["doc_id"]: item["resps"] for item in map(json.loads, lines)}
    return results, samples


def shown(results, task, metric):
    value, error = results[task][metric], results[task].get(metric.replace(",", "_stderr,"))
    return f"{value:.4f}" + (f" ± {error:.4f}" if isinstance(error, float) else "")


def numbers(responses):
    """The log-likelihoods of an item's requests, which the samples have as text."""
    return [float(one[0] if isinstance(one, list) else one) for (one,) in responses]


def greedy(responses):
    """Whether each of an item's texts is what the model would say, where the task asks that."""
    return [one[1] for (one,) in responses if isinstance(one, list)]


def main(folder):
    sides = {side: load(folder / side) for side in SIDES}
    reference, items = sides["hf"]
    tasks = reference["results"]
    faults = []

    print("| task | score | " + " | ".join(SIDES) + " |")
    print("|---|---|" + "---|" * len(SIDES))
    for task in tasks:
        for metric in (key for key in tasks[task] if "," in key and "_stderr" not in key):
            row = [shown(results["results"], task, metric) for results, _ in sides.values()]
            print(f"| {task}, {len(items[task])} items | {metric.split(',')[0]} | " + " | ".join(row) + " |")
            wanted, found = tasks[task][metric], sides["exact"][0]["results"][task][metric]
            relative = PERPLEXITY if reference["configs"][task]["output_type"] == "loglikelihood_rolling" else 0
            if abs(found - wanted) > relative * wanted:
                faults.append(f"{task} {metric}: {found} instead of {wanted}")

    for side in SIDES[1:]:
        for task, expected in items.items():
            actual = sides[side][1][task]
            if expected.keys() != actual.keys():
                faults.append(f"{side}: other items of {task}")
                continue
            if reference["configs"][task]["output_type"] == "generate_until":
                other = [n for n in expected if expected[n] != actual[n]]
                print(f"{side}, {task}: {len(other)} of {len(expected)} texts differ")
                if side == "exact":
                    faults += [f"{task} {n}: {actual[n]} instead of {expected[n]}" for n in other]
                continue
            far, item = max((max(abs(a - b) for a, b in zip(numbers(expected[n]), numbers(actual[n]), strict=True)), n)
                            for n in expected)
            print(f"{side}, {task}: log-likelihoods differ by at most {far:.6f} nats (item {item})")
            if side == "exact" and far > NATS:
                faults.append(f"{task} {item}: log-likelihoods differ by {far}")
            other = [n for n in expected if greedy(expected[n]) != greedy(actual[n])]
            if side == "exact":
                faults += [f"{task} {n}: greedy {greedy(actual[n])} instead of {greedy(expected[n])}" for n in other]
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
