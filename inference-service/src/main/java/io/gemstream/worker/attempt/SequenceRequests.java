package io.gemstream.worker.attempt;

import io.gemstream.gemma.BoundGrammars;
import io.gemstream.gemma.constraint.ConstraintException;
import io.gemstream.gemma.constraint.GrammarMasks;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.constraint.GrammarText.Syntax;
import io.gemstream.gemma.constraint.JsonWhitespace;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.engine.SequenceTooLong;
import io.gemstream.gemma.sampling.InvalidSamplingOption;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.TaskRecord;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Converts tasks to requests to the engine, and the engine's refusals to failures with a reason of {@link ErrorReason}.
 *
 * @param contextLength most tokens of prompt and output together
 * @param grammars compiles the constraints of tasks
 */
record SequenceRequests(int contextLength, BoundGrammars grammars) {

    /**
     * The sequence of an attempt. Compiling its constraint may take a while.
     *
     * @throws GemstreamException CONTEXT_LENGTH_EXCEEDED or INVALID_CONSTRAINT
     * @throws InvalidSamplingOption for an option out of its range, see {@link #refusal}
     */
    SequenceRequest of(Delivery delivery, String attemptId, ResumePoint resume) {
        TaskRecord task = delivery.task();
        if (task.getPromptIdsCount() >= contextLength) {
            throw new GemstreamException(ErrorReason.CONTEXT_LENGTH_EXCEEDED, "prompt_ids: " + task.getPromptIdsCount()
                    + " tokens (expected: at most " + (contextLength - 1) + ")", Map.of(ErrorStatus.FIELD, "prompt"));
        }
        int[] prompt = task.getPromptIdsList().stream().mapToInt(Integer::intValue).toArray();
        return new SequenceRequest(attemptId, prompt, resume.idArray(), options(task.getSampling()), contextLength,
                delivery.deadline().asOptional(), grammar(task.getSampling()));
    }

    private Optional<GrammarMasks> grammar(SamplingOptions wire) {
        try {
            return (switch (wire.getConstraintCase()) {
                case JSON_SCHEMA ->
                    Optional.of(new GrammarText(Syntax.JSON_SCHEMA, wire.getJsonSchema(), whitespace(wire)));
                case JSON_OBJECT ->
                    Optional.of(new GrammarText(Syntax.JSON_OBJECT, "", whitespace(wire))).filter(_ -> wire.getJsonObject());
                case REGEX -> Optional.of(new GrammarText(Syntax.REGEX, wire.getRegex()));
                case GBNF -> Optional.of(new GrammarText(Syntax.GBNF, wire.getGbnf()));
                case CONSTRAINT_NOT_SET -> Optional.<GrammarText>empty();
            }).map(grammars::masks);
        } catch (ConstraintException refused) {
            throw new GemstreamException(ErrorReason.INVALID_CONSTRAINT, refused.getMessage(), refused);
        }
    }

    private static JsonWhitespace whitespace(SamplingOptions wire) {
        return switch (wire.getJsonWhitespace()) {
            // Of a record that is older than the option.
            case JSON_WHITESPACE_UNSPECIFIED, COMPACT -> JsonWhitespace.COMPACT;
            case SPACED -> JsonWhitespace.SPACED;
            case PRETTY -> JsonWhitespace.PRETTY;
            case UNRECOGNIZED -> throw new GemstreamException(ErrorReason.INVALID_OPTION, "json_whitespace: "
                    + wire.getJsonWhitespaceValue() + " (expected: COMPACT, SPACED or PRETTY)",
                    Map.of(ErrorStatus.FIELD, "sampling.json_whitespace"));
        };
    }

    /** The failure of a sequence that the engine refused. */
    static GemstreamException refusal(RuntimeException refused) {
        return switch (refused) {
            case SequenceTooLong tooLong -> new GemstreamException(ErrorReason.KV_CACHE_TOO_SMALL,
                    "prompt: " + (tooLong.needed() - 1) + " tokens (expected: at most " + (tooLong.capacity() - 1)
                            + ", for which the worker's whole KV cache has room)");
            case InvalidSamplingOption invalid -> new GemstreamException(ErrorReason.INVALID_OPTION,
                    invalid.getMessage(), Map.of(ErrorStatus.FIELD, "sampling." + invalid.field()));
            default -> new GemstreamException(ErrorReason.INVALID_TOKEN_ID, refused.getMessage());
        };
    }

    private static SamplerOptions options(SamplingOptions wire) {
        SamplerOptions.Builder options = SamplerOptions.builder()
                .seed(wire.getSeed())
                .minTokens(wire.getMinTokens())
                .minP(decimal(wire.getMinP()))
                .frequencyPenalty(decimal(wire.getFrequencyPenalty()))
                .presencePenalty(decimal(wire.getPresencePenalty()))
                .logitBias(wire.getLogitBiasMap())
                .stop(wire.getStopList())
                .stopTokenIds(Set.copyOf(wire.getStopTokenIdsList()))
                .ignoreEos(wire.getIgnoreEos())
                .logprobs(wire.getLogprobs());
        if (wire.hasTemperature()) {
            options.temperature(decimal(wire.getTemperature()));
        }
        if (wire.hasTopK()) {
            options.topK(wire.getTopK());
        }
        if (wire.hasTopP()) {
            options.topP(decimal(wire.getTopP()));
        }
        if (wire.hasRepetitionPenalty()) {
            options.repetitionPenalty(decimal(wire.getRepetitionPenalty()));
        }
        if (wire.hasMaxTokens()) {
            options.maxTokens(wire.getMaxTokens());
        }
        if (wire.hasPromptLogprobs()) {
            options.promptLogprobs(wire.getPromptLogprobs());
        }
        return options.build();
    }

    /** The double a client wrote, not the float it became on the wire: 0.95 must not turn into 0.949999988. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }
}
