"""Write safetensors with numpy alone, for where the `safetensors` package is not installed."""

import json
import struct

KINDS = {"float32": "F32", "float64": "F64"}


def save_file(tensors, path, metadata):
    """Eight bytes of length, that many bytes of JSON, then the numbers, little-endian and without gaps."""
    header, blocks, end = {"__metadata__": metadata}, [], 0
    for name, tensor in sorted(tensors.items()):
        block = tensor.astype(tensor.dtype.newbyteorder("<")).tobytes()
        span = [end, end := end + len(block)]
        header[name] = {"dtype": KINDS[tensor.dtype.name], "shape": list(tensor.shape), "data_offsets": span}
        blocks.append(block)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(b"".join([struct.pack("<Q", len(text)), text, *blocks]))
