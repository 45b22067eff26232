package io.gemstream.gateway.inference;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The outputs of every model, named as those of Triton's vLLM backend. All but the text come where they are asked for. */
enum Output {
    TEXT_OUTPUT(DataType.BYTES, -1),
    /** {@code stop}, {@code length}, or {@code None} while it goes on. */
    FINISH_REASON(DataType.BYTES, -1, Input.RETURN_FINISH_REASON),
    /** Of all tokens so far. */
    CUMULATIVE_LOGPROB(DataType.FP32, -1, Input.RETURN_CUMULATIVE_LOGPROB),
    /** JSON, of the tokens since the last answer; {@code null} where no logprobs were asked for. */
    LOGPROBS(DataType.BYTES, -1, Input.RETURN_LOGPROBS),
    /** With the last answer, since nobody has counted before. */
    NUM_INPUT_TOKENS(DataType.UINT32, 1, Input.RETURN_NUM_INPUT_TOKENS),
    /** Of the tokens since the last answer. */
    NUM_OUTPUT_TOKENS(DataType.UINT32, -1, Input.RETURN_NUM_OUTPUT_TOKENS);

    /** All names, for messages. */
    static final String NAMES = Arrays.stream(values()).map(Output::tensor).collect(Collectors.joining(", "));

    private final DataType type;
    private final long elements;
    private final Optional<Input> askedBy;

    Output(DataType type, long elements, Input... askedBy) {
        this.type = type;
        this.elements = elements;
        this.askedBy = Arrays.stream(askedBy).findFirst();
    }

    static Optional<Output> named(String tensor) {
        return Arrays.stream(values()).filter(output -> output.tensor().equals(tensor)).findFirst();
    }

    /** The tensor's name. */
    String tensor() {
        return name().toLowerCase(Locale.ROOT);
    }

    DataType type() {
        return type;
    }

    /** Its size; -1: one element for each text. */
    long elements() {
        return elements;
    }

    /** The input that asks for it; empty for the one that comes by itself. */
    Optional<Input> askedBy() {
        return askedBy;
    }
}
