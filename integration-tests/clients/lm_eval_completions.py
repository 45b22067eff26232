"""What lm-evaluation-harness makes of a gateway's answers: lm_eval_completions.py URL_OF_COMPLETIONS MODEL.

Prints one JSON object for each text that it had scored: its tokens, the first of those that count, their log-likelihood,
and whether they are the greedy ones (null where it does not ask).
"""
import json
import sys

from lm_eval.api.instance import Instance
from lm_eval.models.openai_completions import LocalCompletionsAPI

CONTEXTS = ["<bos>the cat", "<bos>the dog", "<bos>the cat sat on", "<bos>hello", "<bos>a", "<bos>x", "<bos>on the mat"]
ENDINGS = [" sat on the mat", " and the dog", "é 7"]
TEXTS = ["the cat sat on the mat, and the dog did not", "x"]


def instances(kind, arguments):
    return [Instance(request_type=kind, doc={}, arguments=one, idx=0) for one in arguments]


def show(tokens, first, logprob, greedy):
    print(json.dumps({"tokens": tokens, "first": first, "logprob": logprob, "greedy": greedy}))


def main(url, model):
    client = LocalCompletionsAPI(model=model, base_url=url, tokenizer_backend="remote", batch_size=2, num_concurrent=2)
    # What the model says itself, which is no greedy ending where its text has other tokens, such as half a character.
    said = client.generate_until(instances("generate_until", [(c, {"until": ["7"], "max_gen_toks": 1}) for c in CONTEXTS]))
    pairs = [pair for pair in zip(CONTEXTS, said, strict=True) if pair[1]] + [(CONTEXTS[0], ending) for ending in ENDINGS]
    scores = client.loglikelihood(instances("loglikelihood", pairs))
    assert {greedy for _, greedy in scores} == {True, False}, scores
    for (context, ending), (logprob, greedy) in zip(pairs, scores, strict=True):
        show(client.tok_encode(context + ending), len(client.tok_encode(context)), logprob, greedy)
    for text, logprob in zip(TEXTS, client.loglikelihood_rolling(instances("loglikelihood_rolling", [(t,) for t in TEXTS])),
                             strict=True):
        show([client.prefix_token_id, *client.tok_encode(text)], 1, logprob, None)


if __name__ == "__main__":
    main(*sys.argv[1:])
