package io.gemstream.inference.worker;

import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.engine.SequenceTooLong;
import io.gemstream.gemma.sampling.InvalidSamplingOption;
import io.gemstream.gemma.sampling.SamplingOptions;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.TaskRecord;
import java.util.Map;
import java.util.Set;

/** Tasks in the words of the engine, and the engine's refusals in the words of the contract. */
final class SequenceRequests {

    private SequenceRequests() {}

    /**
     * The sequence of an attempt.
     *
     * @throws GemstreamException INVALID_OPTION or CONTEXT_LENGTH_EXCEEDED
     */
    static SequenceRequest of(Delivery delivery, String attemptId, ResumePoint resume, int contextLength) {
        TaskRecord task = delivery.task();
        if (task.getPromptIdsCount() >= contextLength) {
            throw new GemstreamException(ErrorReason.CONTEXT_LENGTH_EXCEEDED, "prompt_ids: " + task.getPromptIdsCount()
                    + " tokens (expected: at most " + (contextLength - 1) + ")", Map.of(ErrorStatus.FIELD, "prompt"));
        }
        int[] prompt = task.getPromptIdsList().stream().mapToInt(Integer::intValue).toArray();
        return new SequenceRequest(attemptId, prompt, resume.idArray(), options(task.getSampling()), contextLength,
                delivery.deadline().asOptional());
    }

    /** Why the engine refused a sequence. */
    static GemstreamException refusal(IllegalArgumentException refused) {
        return switch (refused) {
            case SequenceTooLong tooLong -> new GemstreamException(ErrorReason.KV_CACHE_TOO_SMALL,
                    "prompt and max_tokens: " + tooLong.needed() + " tokens (expected: at most " + tooLong.capacity()
                            + ", the worker's whole KV cache)");
            case InvalidSamplingOption invalid -> new GemstreamException(ErrorReason.INVALID_OPTION,
                    invalid.getMessage(), Map.of(ErrorStatus.FIELD, "sampling." + invalid.field()));
            default -> new GemstreamException(ErrorReason.INVALID_TOKEN_ID, refused.getMessage());
        };
    }

    private static SamplingOptions options(io.gemstream.proto.v1.SamplingOptions wire) {
        SamplingOptions.Builder options = SamplingOptions.builder()
                .seed(wire.getSeed())
                .minTokens(wire.getMinTokens())
                .minP(decimal(wire.getMinP()))
                .frequencyPenalty(decimal(wire.getFrequencyPenalty()))
                .presencePenalty(decimal(wire.getPresencePenalty()))
                .logitBias(wire.getLogitBiasMap())
                .stop(wire.getStopList())
                .stopTokenIds(Set.copyOf(wire.getStopTokenIdsList()))
                .ignoreEos(wire.getIgnoreEos());
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
        return options.build();
    }

    /** The double a client wrote, not the float it became on the wire: 0.95 must not turn into 0.949999988. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }
}
