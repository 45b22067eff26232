"""Decode of the shape of Gemma 2 2B in bf16 by Hugging Face transformers, for comparison with PjrtBenchmark."""
import json
import time

import torch
import transformers

PROMPT, STEPS = 512, 32

config = transformers.Gemma2Config(
    hidden_size=2304, intermediate_size=9216, num_hidden_layers=26, num_attention_heads=8, num_key_value_heads=4,
    head_dim=256, vocab_size=256000, query_pre_attn_scalar=256)
torch.set_default_dtype(torch.bfloat16)
with torch.device("cuda"):
    model = transformers.Gemma2ForCausalLM(config).eval()
torch.set_default_dtype(torch.float32)


def seconds(batch: int, tokens: int) -> float:
    prompt = torch.randint(2, 256000, (batch, PROMPT), device="cuda")
    torch.cuda.synchronize()
    started = time.perf_counter()
    model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False, min_new_tokens=tokens,
                   max_new_tokens=tokens)
    torch.cuda.synchronize()
    return time.perf_counter() - started


with torch.inference_mode():
    for batch in (1, 8, 32):
        seconds(batch, STEPS)
        first = seconds(batch, 1)
        rate = batch * (STEPS - 1) / (seconds(batch, STEPS) - first)
        print(json.dumps({"device": "cuda:0", "profile": "transformers bf16", "batch": batch,
                          "prefill_tokens_per_s": round(batch * PROMPT / first, 1),
                          "decode_tokens_per_s": round(rate, 1)}))
