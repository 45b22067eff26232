package io.gemstream.gateway.inference;

/** The protocol's names of the element types that our tensors have. */
enum DataType {
    BOOL,
    BYTES,
    FP32,
    UINT32
}
