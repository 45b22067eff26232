"""Makes quant-golden.safetensors and q8-golden.safetensors from the oracle's gemma2-quant folder: python3 extract.py FOLDER

Keeps, per tensor type, the stored bytes and the golden values of the first 16 rows of blk.0.attn_k.weight, and the
golden logits of the quantised files that lie beside this script. Needs nothing but Python.
"""
import json
import struct
import sys
from pathlib import Path

ROWS, COLUMNS = 16, 256
ROW_BYTES = {"F16": 512, "BF16": 512, "Q8_0": 272, "Q4_0": 144, "Q4_1": 160, "Q5_0": 176, "Q5_1": 192,
             "Q2_K": 84, "Q3_K": 110, "Q4_K": 144, "Q5_K": 176, "Q6_K": 210}
LOGITS = ["Q4_0.logits", "Q5_0.logits", "Q2_K.logits", "Q4_K_M-mixed.logits"]


def safetensors(path):
    data = path.read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + size])
    return {name: (t["dtype"], t["shape"], data[8 + size + t["data_offsets"][0]:8 + size + t["data_offsets"][1]])
            for name, t in header.items() if name != "__metadata__"}


def stored_rows(path, tensor, row_bytes):
    """The first rows of a tensor; walks the GGUF header by hand."""
    data, at = path.read_bytes(), 8

    def read(fmt):
        nonlocal at
        (value,) = struct.unpack_from("<" + fmt, data, at)
        at += struct.calcsize(fmt)
        return value

    def string():
        nonlocal at
        size = read("Q")
        at += size
        return data[at - size:at].decode()

    def value(kind):
        if kind == 8:
            return string()
        if kind == 9:
            element, count = read("I"), read("Q")
            return [value(element) for _ in range(count)]
        return read({0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}[kind])

    tensors, pairs = read("Q"), read("Q")
    for _ in range(pairs):
        string()
        value(read("I"))
    offsets = {}
    for _ in range(tensors):
        name = string()
        for _ in range(read("I")):
            read("Q")
        read("I")
        offsets[name] = read("Q")
    start = (at + 31) // 32 * 32 + offsets[tensor]
    return data[start:start + ROWS * row_bytes]


def main():
    folder = Path(sys.argv[1])
    golden = safetensors(folder / "golden.safetensors")
    out = {"input_ids": golden["input_ids"]}
    for name in LOGITS:
        out[name] = golden[name]
    for kind, row_bytes in ROW_BYTES.items():
        raw = stored_rows(folder / f"gemma2-quant-{kind.lower()}.gguf", "blk.0.attn_k.weight", row_bytes)
        values = golden[f"{kind}.blk.0.attn_k.weight"][2][:ROWS * COLUMNS * 4]
        out[f"{kind}.stored"] = ("U8", [ROWS, row_bytes], raw)
        out[f"{kind}.values"] = ("F32", [ROWS, COLUMNS], values)
    write("quant-golden.safetensors", out)
    write("q8-golden.safetensors", {name: golden[name] for name in ("input_ids", "Q8_0.logits")})


def write(file, tensors):
    header, blob = {}, b""
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(blob), len(blob) + len(data)]}
        blob += data
    text = json.dumps(header).encode()
    (Path(__file__).parent / file).write_bytes(struct.pack("<Q", len(text)) + text + blob)


main()
