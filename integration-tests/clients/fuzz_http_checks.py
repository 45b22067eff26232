"""What schemathesis' own checks cannot say of a gateway's answers; and how many there were of each kind."""

import atexit
import collections
import json
import os
import threading

import jsonschema_rs
import schemathesis

# What our own code answers has an id; the rest is Quarkus'.
OF_THE_SERVER = ("/metrics",)

counts = collections.Counter()
lock = threading.Lock()


@schemathesis.hook
def filter_case(context, case):
    # It leaves these as they are within a path, and another path is asked.
    return not any(mark in str(value) for value in (case.path_parameters or {}).values() for mark in "?#")


@schemathesis.hook
def after_call(context, case, response):
    with lock:
        counts[f"{case.operation.method.upper()} {case.operation.path} {response.status_code}"] += 1


@atexit.register
def write_counts():
    if "FUZZ_COUNTS" in os.environ and counts:
        with open(os.environ["FUZZ_COUNTS"], "w") as file:
            json.dump(counts, file)


@schemathesis.check
def no_fault(ctx, response, case):
    """An error of 500 and more is one that is meant: for a request that cannot be done here, or not now, or not in time."""
    status = response.status_code
    if status < 500:
        return
    if status == 501:
        meant = case.operation.path == "/v1/embeddings"
    elif status == 503:
        meant = case.operation.path.endswith("/ready") or "retry-after" in response.headers
    elif status == 504:
        meant = reason(json.loads(response.content)) == "DEADLINE_EXPIRED"
    else:
        meant = False
    assert meant, f"{status}: {response.content[:2000]}"


@schemathesis.check
def every_answer_has_an_id(ctx, response, case):
    assert case.operation.path in OF_THE_SERVER or "x-request-id" in response.headers, "no X-Request-Id"


@schemathesis.check
def streams_end_as_they_should(ctx, response, case):
    """Every event is one of the description's, and the last says that it is; or tells of an error that is the client's."""
    if not response.headers.get("content-type", [""])[0].startswith("text/event-stream"):
        return
    assert not response.stream_cut_short, "the stream does not end"
    frames = [frame for frame in response.content.decode().split("\n") if frame and not frame.startswith(":")]
    assert all(frame.startswith("data: ") for frame in frames), frames
    data = [frame.removeprefix("data: ") for frame in frames]
    if data and data[-1] == "[DONE]":
        data.pop()
    else:
        assert not case.operation.path.startswith("/v1/") or reason(json.loads(data[-1])), f"no end: {data[-3:]}"
    schema = validator(case)
    for event in map(json.loads, data):
        if reason(event):
            assert reason(event) == "DEADLINE_EXPIRED", event
        else:
            schema.validate(event)


def reason(body):
    """The reason of an error in either API's form."""
    error = body.get("error")
    return body["error_reason"] if isinstance(error, str) else error["code"].upper() if error else None


def validator(case):
    document = case.operation.schema.raw_schema
    operation = document["paths"][case.operation.path][case.operation.method]
    answer = operation["responses"]["200"]
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    return jsonschema_rs.Draft202012Validator(
        {"allOf": [answer["content"]["text/event-stream"]["x-itemSchema"]], "components": document["components"]})
