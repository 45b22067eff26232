package io.gemstream.gemma.format;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names of the stored types that no kernel reads, for a refusal that tells which it is. Numbers: ggml,
 * <a href="https://github.com/ggml-org/ggml/blob/master/include/ggml.h">ggml.h</a>, {@code ggml_type}.
 */
enum UnreadType {
    Q4_2(4),
    Q4_3(5),
    Q8_1(9),
    Q8_K(15),
    IQ2_XXS(16),
    IQ2_XS(17),
    IQ3_XXS(18),
    IQ1_S(19),
    IQ3_S(21),
    IQ2_S(22),
    I8(24),
    I16(25),
    I32(26),
    I64(27),
    F64(28),
    IQ1_M(29),
    Q4_0_4_4(31),
    Q4_0_4_8(32),
    Q4_0_8_8(33),
    TQ1_0(34),
    TQ2_0(35),
    IQ4_NL_4_4(36),
    IQ4_NL_4_8(37),
    IQ4_NL_8_8(38),
    MXFP4(39),
    NVFP4(40);

    private final int id;

    UnreadType(int id) {
        this.id = id;
    }

    static ModelFileException refusal(Path file, String tensor, int id, long at) {
        String read = List.of(GgmlType.values()).stream().map(GgmlType::name).collect(Collectors.joining(", "));
        return Arrays.stream(values())
                .filter(type -> type.id == id)
                .findFirst()
                .map(type -> new ModelFileException(
                        file, "tensor " + tensor + ": stored as " + type + " (expected: " + read + ")", at,
                        "take another quantisation of the model, such as Q4_K_M or Q8_0"))
                .orElseGet(() -> new ModelFileException(
                        file, "tensor " + tensor + ": unknown type " + Integer.toUnsignedString(id), at,
                        "take another quantisation of the model, such as Q4_K_M; if this is one, the file is damaged:"
                                + " fetch it again"));
    }
}
