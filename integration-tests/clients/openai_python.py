"""The stock client of OpenAI for Python against a gateway: openai_python.py BASE_URL MODEL. Ends with 1 where something differs."""
import sys
from typing import Literal

import openai
from pydantic import BaseModel


class Answer(BaseModel):
    colour: Literal["red", "blue"]
    sure: bool


def main(base_url: str, model: str) -> None:
    client = openai.OpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=60)
    print("openai", openai.__version__)

    listed = client.models.list().data
    assert model in [one.id for one in listed], listed
    assert client.models.retrieve(model).id == model

    messages = [{"role": "developer", "content": "Be brief."},
                {"role": "user", "content": [{"type": "text", "text": "the "}, {"type": "text", "text": "cat"}]}]
    same = {"model": model, "messages": messages, "temperature": 0, "max_completion_tokens": 24, "seed": 7}
    whole = client.chat.completions.create(**same)
    text = whole.choices[0].message.content
    assert whole.choices[0].finish_reason in ("stop", "length"), whole
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens
    chunks = list(client.chat.completions.create(**same, stream=True, stream_options={"include_usage": True}))
    assert chunks[0].choices[0].delta.role == "assistant", chunks[0]
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == text
    assert chunks[-2].choices[0].finish_reason == whole.choices[0].finish_reason, chunks[-2]
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens == whole.usage.total_tokens
    assert len({c.id for c in chunks}) == 1
    print("chat", "stream", len(chunks), "chunks")

    several = client.chat.completions.create(**{**same, "temperature": 1}, n=3, logprobs=True, top_logprobs=2)
    assert [c.index for c in several.choices] == [0, 1, 2]
    first = several.choices[0].logprobs.content[0]
    assert len(first.top_logprobs) == 2 and bytes(first.bytes) is not None
    print("chat n=3 with logprobs")

    parsed = client.chat.completions.parse(**{**same, "max_completion_tokens": 200}, response_format=Answer)
    assert parsed.choices[0].message.parsed.colour in ("red", "blue"), parsed
    print("chat parsed", parsed.choices[0].message.parsed)

    scored = client.completions.create(model=model, prompt=[[2, 10, 11], [2, 12]], max_tokens=1, echo=True, logprobs=1,
                                       temperature=0)
    for choice, tokens in zip(scored.choices, (4, 3)):
        arrays = choice.logprobs
        assert len(arrays.tokens) == len(arrays.token_logprobs) == len(arrays.top_logprobs) == len(arrays.text_offset) == tokens
        assert arrays.token_logprobs[0] is None
        # The greedy test of lm-evaluation-harness: equal floats, of the token that was chosen.
        assert arrays.token_logprobs[-1] == max(arrays.top_logprobs[-1].values())
    print("completions scored")

    parts = [c.choices[0].text for c in client.completions.create(model=model, prompt="the cat", max_tokens=8, seed=1,
                                                                  stream=True)]
    assert "".join(parts) == client.completions.create(model=model, prompt="the cat", max_tokens=8, seed=1).choices[0].text
    print("completions streamed")

    for refused, kind, code in (
            (lambda: client.chat.completions.create(model="nope", messages=messages), openai.NotFoundError, "model_not_found"),
            (lambda: client.completions.create(model=model, prompt=""), openai.BadRequestError, "empty_prompt"),
            (lambda: client.completions.create(model=model, prompt="a", suffix="b"), openai.BadRequestError, "invalid_option"),
            (lambda: list(client.completions.create(model=model, prompt=[2] * 100_000, stream=True)),
             openai.BadRequestError, "context_length_exceeded")):
        try:
            refused()
        except kind as error:
            assert error.code == code, error
            assert error.request_id
        else:
            raise AssertionError(code)
    print("errors")


if __name__ == "__main__":
    main(*sys.argv[1:])
