"""Makes untied-golden.safetensors, iq4-golden.safetensors and gemma2-untied-iq4_nl.gguf from gemma2-tiny, which lies here.

torch 2.15.0, transformers 5.23.0 (eager attention, f32, one thread), gguf 0.19.0, numpy 2.4.6. gguf reads IQ4 but does
not write it, so the nibbles are chosen here: the nearest value of the table, for a scale that maps the largest to -127.
"""
import pathlib

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from safetensors.torch import save_file
from transformers import Gemma2ForCausalLM

HERE = pathlib.Path(__file__).resolve().parent
TABLE = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32)
NAMES = {"attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
         "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
         "ffn_down": "mlp.down_proj"}
torch.set_num_threads(1)


def iq4_nl(values):
    blocks = values.reshape(-1, 32)
    largest = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(1)]
    scale = (largest / -127).astype(np.float16)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = np.where(scale[:, None] != 0, blocks / scale[:, None].astype(np.float32), 0)
    codes = np.abs(unit[:, :, None] - TABLE).argmin(2).astype(np.uint8)
    packed = codes[:, :16] | codes[:, 16:] << 4
    data = np.concatenate([scale.view(np.uint8).reshape(-1, 2), packed], 1)
    return data.reshape(values.shape[0], -1)


def model(weights, head):
    m = Gemma2ForCausalLM.from_pretrained(HERE / "hf/gemma2-tiny-sharded", dtype=torch.float32,
                                          attn_implementation="eager", tie_word_embeddings=False).eval()
    state = m.state_dict()
    state.update(weights)
    state["lm_head.weight"] = head
    m.load_state_dict(state)
    assert m.lm_head.weight.data_ptr() != m.model.embed_tokens.weight.data_ptr()
    return m


@torch.no_grad()
def logits(m, ids):
    return m(input_ids=torch.tensor([ids]), use_cache=False).logits[0].contiguous()


def rewritten(source, target, head):
    """The same metadata, matrices in IQ4_NL and an output head; gives what the matrices now hold, by HF's names."""
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, "gemma2")
    for key, field in reader.fields.items():
        if not key.startswith("GGUF.") and key != "general.architecture":
            kinds = field.types
            writer.add_key_value(key, field.contents(), kinds[0], kinds[1] if len(kinds) > 1 else None)
    held = {}
    tensors = [(t.name, np.array(t.data)) for t in reader.tensors] + [("output.weight", head)]
    for name, data in tensors:
        if data.ndim == 1:
            writer.add_tensor(name, data)
            continue
        stored = iq4_nl(data)
        writer.add_tensor(name, stored, raw_dtype=Type.IQ4_NL)
        values = torch.from_numpy(gguf.quants.dequantize(stored, Type.IQ4_NL).reshape(data.shape).copy())
        if name == "output.weight":
            held["lm_head.weight"] = values
        elif name == "token_embd.weight":
            held["model.embed_tokens.weight"] = values
        else:
            _, layer, part, _ = name.split(".")
            held[f"model.layers.{layer}.{NAMES[part]}.weight"] = values
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return held


rng = np.random.default_rng(12)
ids = [2] + [int(x) for x in rng.integers(14, 512, 31)]
head = (rng.standard_normal((512, 64)) * 0.5).astype(np.float32)
save_file({"input_ids": torch.tensor(ids, dtype=torch.int32), "head": torch.from_numpy(head),
           "logits": logits(model({}, torch.from_numpy(head)), ids)}, HERE / "untied-golden.safetensors")

quantised = rewritten(HERE / "gemma2-tiny-f32.gguf", HERE / "gemma2-untied-iq4_nl.gguf", head)
golden = {"input_ids": torch.tensor(ids, dtype=torch.int32),
          "IQ4_NL.logits": logits(model(quantised, quantised["lm_head.weight"]), ids)}
for kind in (Type.IQ4_NL, Type.IQ4_XS):
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    stored = rng.integers(0, 256, (8 * 256 // elements, size), dtype=np.uint8)
    stored[:, :2] = rng.standard_normal(len(stored)).astype(np.float16).view(np.uint8).reshape(-1, 2)
    golden[kind.name + ".stored"] = torch.from_numpy(stored.reshape(-1).copy())
    golden[kind.name + ".values"] = torch.from_numpy(
        gguf.quants.dequantize(stored, kind).astype(np.float32).reshape(-1).copy())
save_file(golden, HERE / "iq4-golden.safetensors")
