"""Makes untied-golden.safetensors from gemma2-tiny, and iq4-golden.safetensors and gemma2-quant-iq4_nl-untied.gguf from
gemma2-quant-q8_0; both lie here.

torch 2.15.0, transformers 5.23.0 (eager attention, f32, one thread), gguf 0.19.0, numpy 2.4.6. gguf reads IQ4 but does
not write it, so the nibbles are chosen here: the nearest value of the table, for a scale that maps the largest to -127.
"""
import pathlib

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from safetensors.torch import save_file
from transformers import Gemma2Config, Gemma2ForCausalLM

HERE = pathlib.Path(__file__).resolve().parent
TABLE = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32)
NORMS = {"attn_norm": "input_layernorm", "post_attention_norm": "post_attention_layernorm",
         "ffn_norm": "pre_feedforward_layernorm", "post_ffw_norm": "post_feedforward_layernorm"}
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


def tiny(head):
    m = Gemma2ForCausalLM.from_pretrained(HERE / "hf/gemma2-tiny-sharded", dtype=torch.float32,
                                          attn_implementation="eager", tie_word_embeddings=False).eval()
    return loaded(m, {**m.state_dict(), "lm_head.weight": head})


def quant(weights):
    return loaded(Gemma2ForCausalLM(Gemma2Config(
        hidden_size=256, intermediate_size=512, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        head_dim=64, vocab_size=512, query_pre_attn_scalar=64, sliding_window=16, attn_logit_softcapping=50.0,
        final_logit_softcapping=30.0, max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False,
        pad_token_id=0, eos_token_id=1, bos_token_id=2, attn_implementation="eager")).float().eval(), weights)


def loaded(m, state):
    m.load_state_dict(state)
    assert m.lm_head.weight.data_ptr() != m.model.embed_tokens.weight.data_ptr()
    return m


@torch.no_grad()
def logits(m, ids):
    return m(input_ids=torch.tensor([ids]), use_cache=False).logits[0].contiguous()


def hf_name(name):
    whole = {"output.weight": "lm_head.weight", "token_embd.weight": "model.embed_tokens.weight",
             "output_norm.weight": "model.norm.weight"}
    if name in whole:
        return whole[name]
    _, layer, part, _ = name.split(".")
    return f"model.layers.{layer}.{(NAMES | NORMS)[part]}.weight"


def rewritten(source, target, head):
    """The same metadata, matrices in IQ4_NL and an output head; gives what the matrices now hold, by HF's names."""
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, "gemma2")
    for key, field in reader.fields.items():
        if not key.startswith("GGUF.") and key != "general.architecture":
            kinds = field.types
            writer.add_key_value(key, field.contents(), kinds[0], kinds[1] if len(kinds) > 1 else None)
    held = {}
    tensors = [(t.name, gguf.quants.dequantize(t.data, t.tensor_type)) for t in reader.tensors]
    for name, data in tensors + [("output.weight", head)]:
        norm = data.ndim == 1
        stored = data if norm else iq4_nl(data)
        writer.add_tensor(name, stored, raw_dtype=None if norm else Type.IQ4_NL)
        values = data - 1 if norm else gguf.quants.dequantize(stored, Type.IQ4_NL).reshape(data.shape)
        held[hf_name(name)] = torch.from_numpy(values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return held


rng = np.random.default_rng(12)
ids = [2] + [int(x) for x in rng.integers(14, 512, 31)]
head = (rng.standard_normal((512, 64)) * 0.5).astype(np.float32)
save_file({"input_ids": torch.tensor(ids, dtype=torch.int32), "head": torch.from_numpy(head),
           "logits": logits(tiny(torch.from_numpy(head)), ids)}, HERE / "untied-golden.safetensors")

wide = (rng.standard_normal((512, 256)) * 0.5).astype(np.float32)
held = rewritten(HERE / "gemma2-quant-q8_0.gguf", HERE / "gemma2-quant-iq4_nl-untied.gguf", wide)
golden = {"input_ids": torch.tensor(ids, dtype=torch.int32), "IQ4_NL.logits": logits(quant(held), ids)}
for kind in (Type.IQ4_NL, Type.IQ4_XS):
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    stored = rng.integers(0, 256, (8 * 256 // elements, size), dtype=np.uint8)
    stored[:, :2] = rng.standard_normal(len(stored)).astype(np.float16).view(np.uint8).reshape(-1, 2)
    golden[kind.name + ".stored"] = torch.from_numpy(stored.reshape(-1).copy())
    golden[kind.name + ".values"] = torch.from_numpy(
        gguf.quants.dequantize(stored, kind).astype(np.float32).reshape(-1).copy())
save_file(golden, HERE / "iq4-golden.safetensors")
