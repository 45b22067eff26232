"""Makes encoder-golden.safetensors: rows of floats and what gguf.quants.quantize makes of them. Needs gguf and numpy."""
import json
import struct
from pathlib import Path

import gguf
import numpy as np
from gguf.constants import GGMLQuantizationType as T

random = np.random.default_rng(11)
COLUMNS = 64
rows = [random.normal(size=COLUMNS) * scale for scale in 10.0 ** np.arange(-6, 4.5, 0.5)]
rows += [random.integers(-127, 128, COLUMNS) / 2 for _ in range(8)]  # ties
rows += [random.integers(-8, 8, COLUMNS) + 0.5 for _ in range(8)]
rows += [np.zeros(COLUMNS), -np.zeros(COLUMNS), np.ones(COLUMNS), -np.ones(COLUMNS)]
rows += [np.where(np.arange(COLUMNS) % 2, 3.0, -3.0), np.where(np.arange(COLUMNS) % 2, -3.0, 3.0)]  # first of equals
rows += [np.where(np.arange(COLUMNS) == 40, 65504.0, 1e-8), np.where(np.arange(COLUMNS) == 3, -65504.0, 0.0)]
rows += [np.full(COLUMNS, 6e-8), random.normal(size=COLUMNS) * 1e-7, 1 + 2.0 ** -random.integers(7, 12, COLUMNS)]
values = np.array(rows, dtype=np.float32)
out = {"input": ("F32", values)}
for name, kind in (("F16", T.F16), ("BF16", T.BF16), ("Q8_0", T.Q8_0), ("Q4_0", T.Q4_0)):
    stored = gguf.quants.quantize(values, kind)
    out[name] = ("U8", np.ascontiguousarray(stored).view(np.uint8).reshape(len(values), -1))
header, blob = {}, b""
for name, (kind, array) in out.items():
    data = array.tobytes()
    header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(blob), len(blob) + len(data)]}
    blob += data
text = json.dumps(header).encode()
(Path(__file__).parent / "encoder-golden.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + blob)
