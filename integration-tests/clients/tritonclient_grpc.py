"""The stock client of Triton against a gateway: tritonclient_grpc.py HOST:PORT MODEL. Ends with 0 where all was as it should."""

import json
import queue
import sys
import threading

import numpy as np
import tritonclient.grpc as grpcclient
from tritonclient.utils import InferenceServerException

URL, MODEL = sys.argv[1:3]
LIMIT = 60
PROMPT = "the cat"


def tensor(name, value):
    kind = "BOOL" if isinstance(value, bool) else "BYTES"
    data = np.array([value], dtype=bool) if kind == "BOOL" else np.array([value.encode("utf-8")], dtype=np.object_)
    made = grpcclient.InferInput(name, [1], kind)
    made.set_data_from_numpy(data)
    return made


def inputs(sampling, **others):
    made = [tensor("text_input", PROMPT), tensor("sampling_parameters", json.dumps(sampling))]
    return made + [tensor(name, value) for name, value in others.items()]


def greedy(max_tokens):
    # As the samples of vLLM's backend have them: numbers as strings.
    return {"temperature": "0", "max_tokens": str(max_tokens), "ignore_eos": True}


def text(result):
    return result.as_numpy("text_output")[0].decode("utf-8")


def is_final(result):
    return result.get_response().parameters["triton_final_response"].bool_param


def refused(call, wanted):
    try:
        call()
    except InferenceServerException as failure:
        assert wanted in failure.message() or wanted == failure.status(), failure
        return
    raise AssertionError("not refused: " + wanted)


class Stream:
    """Answers of a stream, by the ids of their requests."""

    def __init__(self, client, **options):
        self.client = client
        self.answers = queue.Queue()
        client.start_stream(lambda result, error: self.answers.put((result, error)), **options)

    def ask(self, request_id, sampling, **others):
        self.client.async_stream_infer(
            MODEL, inputs(sampling, **others), request_id=request_id, enable_empty_final_response=True,
            outputs=[grpcclient.InferRequestedOutput("text_output")])

    def next(self):
        return self.answers.get(timeout=LIMIT)

    def whole(self, requests):
        """All texts, each with its number of answers, once every request has had its final one."""
        texts = {}
        while requests:
            result, error = self.next()
            assert error is None, error
            texts.setdefault(result.get_response().id, []).append(text(result))
            requests -= is_final(result)
        return {key: ("".join(parts), len(parts)) for key, parts in texts.items()}


def health(client):
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(MODEL)
    assert client.is_model_ready(MODEL, "1")
    assert not client.is_model_ready(MODEL, "2") and not client.is_model_ready("nobody")
    assert client.get_server_metadata().name == "gemstream"
    metadata = client.get_model_metadata(MODEL)
    assert metadata.versions == ["1"] and metadata.inputs[0].name == "text_input"
    refused(lambda: client.get_model_metadata("nobody"), "StatusCode.NOT_FOUND")


def unary(client):
    alone = client.infer(MODEL, inputs(greedy(8), exclude_input_in_output=True), request_id="a")
    assert alone.get_response().id == "a"
    whole = client.infer(MODEL, inputs(greedy(8)))
    assert text(whole) == PROMPT + text(alone), (text(whole), text(alone))
    rich = client.infer(MODEL, inputs(
        dict(greedy(4), logprobs=2), return_finish_reason=True, return_cumulative_logprob=True, return_logprobs=True,
        return_num_input_tokens=True, return_num_output_tokens=True))
    assert rich.as_numpy("finish_reason")[0] == b"length"
    assert rich.as_numpy("cumulative_logprob")[0] < 0
    assert rich.as_numpy("num_input_tokens")[0] > 1
    assert rich.as_numpy("num_output_tokens")[0] == 4
    tokens = json.loads(rich.as_numpy("logprobs")[0])
    assert len(tokens) == 4 and all(t["decoded_token"] for token in tokens for t in token.values()), tokens
    several = client.infer(MODEL, inputs({"n": 3, "seed": 5, "max_tokens": 6}, exclude_input_in_output=True))
    assert several.as_numpy("text_output").shape == (3,)
    # By parameters of the request, in place of the input.
    by_parameters = client.infer(
        MODEL, [tensor("text_input", PROMPT), tensor("exclude_input_in_output", True)], priority=2,
        parameters={"temperature": 0.0, "max_tokens": 8, "ignore_eos": True})
    assert text(by_parameters) == text(alone)
    return text(alone)


def background(client, expected):
    answer = queue.Queue()
    client.async_infer(MODEL, inputs(greedy(8), exclude_input_in_output=True),
                       lambda result, error: answer.put((result, error)))
    result, error = answer.get(timeout=LIMIT)
    assert error is None and text(result) == expected
    running = client.async_infer(MODEL, inputs(greedy(8000)), lambda result, error: answer.put((result, error)))
    running.cancel()
    result, error = answer.get(timeout=LIMIT)
    assert error.status() == "StatusCode.CANCELLED", error


def streams(client, expected):
    stream = Stream(client)
    stream.ask("steps", greedy(8), stream=True)
    stream.ask("once", greedy(8), exclude_input_in_output=True)
    stream.ask("also", greedy(8), stream=True)
    texts = stream.whole(3)
    assert texts["steps"] == texts["also"] and texts["once"] == (expected, 1), texts
    assert texts["steps"][0] == expected and texts["steps"][1] >= 8, texts

    # One that fails says so and leaves the stream open.
    stream.client.async_stream_infer(MODEL, [tensor("image", "x")], request_id="bad")
    _, error = stream.next()
    assert '"image"' in error.message(), error
    stream.ask("after", greedy(8), stream=True)
    assert stream.whole(1)["after"][0] == expected
    client.stop_stream()


def cancelled(client):
    stream = Stream(client)
    stream.ask("long", greedy(8000), stream=True)
    stream.next()
    client.stop_stream(cancel_requests=True)
    while stream.answers.qsize() > 1:
        stream.next()
    _, error = stream.next()
    assert error.status() == "StatusCode.CANCELLED", error


def strict(client):
    stream = Stream(client, headers={"triton_grpc_error": "true"})
    stream.client.async_stream_infer("nobody", inputs(greedy(1)), request_id="bad")
    _, error = stream.next()
    assert error.status() == "StatusCode.NOT_FOUND", error
    client.stop_stream()


def limits(client):
    refused(lambda: client.infer(MODEL, inputs(greedy(100000)), timeout=200000), "StatusCode.DEADLINE_EXCEEDED")
    refused(lambda: client.infer(MODEL, inputs(greedy(100000)), client_timeout=0.2), "StatusCode.DEADLINE_EXCEEDED")


def bad_input(client):
    refused(lambda: client.infer(MODEL, [tensor("text_input", "")]), "StatusCode.INVALID_ARGUMENT")
    refused(lambda: client.infer(MODEL, inputs({"lora_name": "x"})), "lora_name: not supported")
    refused(lambda: client.infer(MODEL, inputs({"temperature": -1})), "temperature: -1.0")
    refused(lambda: client.infer(MODEL, inputs(greedy(1)), sequence_id=3), "sequence_end: false (expected: none")
    refused(lambda: client.infer("m" * 5000, inputs(greedy(1))), "StatusCode.NOT_FOUND")
    refused(lambda: client.infer(MODEL, inputs(greedy(1)), model_version="9"), "model_version")


def main():
    client = grpcclient.InferenceServerClient(url=URL)
    health(client)
    expected = unary(client)
    background(client, expected)
    streams(client, expected)
    cancelled(client)
    strict(client)
    limits(client)
    bad_input(client)
    client.close()
    print("tritonclient: health, metadata, infer, async_infer, streams, cancellation, errors, limits and bad input"
          " are as they should be")


# A client that hangs is a fault too.
watchdog = threading.Timer(5 * LIMIT, lambda: (print("hangs", file=sys.stderr), __import__("os")._exit(2)))
watchdog.daemon = True
watchdog.start()
main()
