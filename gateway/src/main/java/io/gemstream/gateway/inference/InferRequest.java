package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Prompt;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An inference request as the gateway understands it.
 *
 * @param id the client's own, may be empty
 * @param raw whether its contents are raw; then those of its answers are
 * @param steps whether it is answered step by step, and not once
 * @param prefix what the text of an answer begins with: the prompt, or nothing
 * @param outputs what is asked for
 * @param logprobs whether log-probabilities were asked for, beside those of the chosen tokens
 * @param timeout from its arrival; empty for none
 * @param generate what is to be generated
 */
record InferRequest(String id, boolean raw, boolean steps, String prefix, Set<Output> outputs, boolean logprobs,
        Optional<Duration> timeout, GenerateRequest generate) {

    /** The only version that models have. */
    static final String VERSION = "1";

    /** Translates a request; what is not understood is refused, with INVALID_OPTION or EMPTY_PROMPT. */
    static InferRequest of(ModelInferRequest request) {
        requireVersion(request.getModelVersion());
        InputTensors inputs = InputTensors.of(request);
        RequestParameters parameters = RequestParameters.of(request.getParametersMap());
        String text = prompt(inputs);
        boolean steps = inputs.flag(Input.STREAM).orElse(false);
        boolean textOnly = inputs.flag(Input.EXCLUDE_INPUT_IN_OUTPUT).orElse(steps);
        if (steps && !textOnly) {
            throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, Input.EXCLUDE_INPUT_IN_OUTPUT.tensor(),
                    "inputs." + Input.EXCLUDE_INPUT_IN_OUTPUT.tensor(), false, "true with stream");
        }
        GenerateRequest.Builder generate = GenerateRequest.newBuilder()
                .setModel(request.getModelName())
                .setPrompt(Prompt.newBuilder().setText(text))
                .setPriority(parameters.priority());
        ObjectNode sampling = parameters.sampling();
        // Clients send the same in both places; a difference is meant.
        inputs.text(Input.SAMPLING_PARAMETERS).ifPresent(given ->
                sampling.setAll(JsonValues.object(Input.SAMPLING_PARAMETERS.tensor(), given)));
        SamplingParameters.apply(sampling, generate);
        return new InferRequest(request.getId(), request.getRawInputContentsCount() > 0, steps, textOnly ? "" : text,
                outputs(request, inputs), generate.getSampling().hasLogprobs(), parameters.timeout(), generate.build());
    }

    /** Texts that it is answered with. */
    int choices() {
        return generate.hasN() ? generate.getN() : 1;
    }

    /** Whether a version is one that models have; empty is any. */
    static boolean knows(String version) {
        return version.isEmpty() || version.equals(VERSION);
    }

    static void requireVersion(String version) {
        if (!knows(version)) {
            throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, "model_version", "model_version", Echo.quoted(version),
                    "empty, or " + VERSION);
        }
    }

    private static String prompt(InputTensors inputs) {
        String name = Input.TEXT_INPUT.tensor();
        Map<String, String> field = Map.of(ErrorStatus.FIELD, "inputs." + name);
        String text = inputs.text(Input.TEXT_INPUT).orElseThrow(() -> new GemstreamException(ErrorReason.EMPTY_PROMPT,
                name + ": absent (expected: an input of that name)", field));
        if (text.isEmpty()) {
            throw new GemstreamException(ErrorReason.EMPTY_PROMPT, name + ": empty (expected: content)", field);
        }
        return text;
    }

    /** Those that are named, those that an input asks for, and the text where none is named. */
    private static Set<Output> outputs(ModelInferRequest request, InputTensors inputs) {
        Set<Output> outputs = EnumSet.noneOf(Output.class);
        if (request.getOutputsCount() == 0) {
            outputs.add(Output.TEXT_OUTPUT);
        }
        for (int i = 0; i < request.getOutputsCount(); i++) {
            outputs.add(output("outputs[" + i + "]", request.getOutputs(i)));
        }
        for (Output output : Output.values()) {
            if (output.askedBy().flatMap(inputs::flag).orElse(false)) {
                outputs.add(output);
            }
        }
        return outputs;
    }

    private static Output output(String at, InferRequestedOutputTensor requested) {
        if (requested.getParametersCount() > 0) {
            String field = at + ".parameters";
            throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, field, field,
                    Echo.quoted(requested.getParametersMap().keySet().iterator().next()), "none");
        }
        String field = at + ".name";
        return Output.named(requested.getName()).orElseThrow(() -> Refusals.outOfRange(ErrorReason.INVALID_OPTION, field,
                field, Echo.quoted(requested.getName()), "one of " + Output.NAMES));
    }
}
