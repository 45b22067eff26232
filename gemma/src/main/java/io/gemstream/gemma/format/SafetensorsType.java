package io.gemstream.gemma.format;

import java.util.Optional;

/**
 * Element types of the safetensors format: {@code Dtype} in
 * <a href="https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs">tensor.rs</a>. Only three of
 * them can be weights of a Gemma model; the others are known so that a file that also holds, say, indices of a vision
 * tower is no damaged file.
 */
enum SafetensorsType {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    F8_E8M0(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    C64(8),
    F64(8),
    I64(8),
    U64(8);

    private final int bytes;

    SafetensorsType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of an element. */
    int bytes() {
        return bytes;
    }

    /** The type that kernels know it by, or empty where they do not. */
    Optional<GgmlType> weights() {
        return switch (this) {
            case F32 -> Optional.of(GgmlType.F32);
            case F16 -> Optional.of(GgmlType.F16);
            case BF16 -> Optional.of(GgmlType.BF16);
            case BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, I16, U16, I32, U32, C64, F64, I64, U64 -> Optional.empty();
        };
    }

    static Optional<SafetensorsType> ofName(String name) {
        for (SafetensorsType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
