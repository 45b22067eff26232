package io.gemstream.gateway.inference;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The inputs of every model, named as those of Triton's vLLM backend. Each is a tensor of one element. */
enum Input {
    /** The prompt. The only one that must be there. */
    TEXT_INPUT(DataType.BYTES),
    /** Whether the text comes in steps. */
    STREAM(DataType.BOOL),
    /** A JSON object, see {@link SamplingParameters}. */
    SAMPLING_PARAMETERS(DataType.BYTES),
    /** Whether the text comes without the prompt in front. Absent: with it, but not in steps. */
    EXCLUDE_INPUT_IN_OUTPUT(DataType.BOOL),
    RETURN_FINISH_REASON(DataType.BOOL),
    RETURN_CUMULATIVE_LOGPROB(DataType.BOOL),
    RETURN_LOGPROBS(DataType.BOOL),
    RETURN_NUM_INPUT_TOKENS(DataType.BOOL),
    RETURN_NUM_OUTPUT_TOKENS(DataType.BOOL);

    /** All names, for messages. */
    static final String NAMES = Arrays.stream(values()).map(Input::tensor).collect(Collectors.joining(", "));

    private final DataType type;

    Input(DataType type) {
        this.type = type;
    }

    static Optional<Input> named(String tensor) {
        return Arrays.stream(values()).filter(input -> input.tensor().equals(tensor)).findFirst();
    }

    /** The tensor's name. */
    String tensor() {
        return name().toLowerCase(Locale.ROOT);
    }

    DataType type() {
        return type;
    }
}
