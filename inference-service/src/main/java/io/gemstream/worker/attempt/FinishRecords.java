package io.gemstream.worker.attempt;

import io.gemstream.gemma.engine.SequenceUsage;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Timing;
import io.gemstream.proto.v1.Usage;

/**
 * Makes the finish record of a generation.
 *
 * @param identity who ends it
 * @param delivery what is ended
 */
record FinishRecords(WorkerIdentity identity, Delivery delivery) {

    /**
     * An end that the engine reports.
     *
     * @param submittedNs when the engine got the sequence, which is where its own clocking begins
     */
    FinishBody ended(FinishReason reason, int index, String text, SequenceUsage usage, long submittedNs) {
        long waitedNs = submittedNs - delivery.arrivedNs();
        return body(index)
                .setReason(reason)
                .setText(text)
                .setUsage(Usage.newBuilder()
                        .setPromptTokens(usage.promptTokens())
                        .setCompletionTokens(usage.completionTokens())
                        .setCachedTokens(usage.cachedTokens()))
                .setTiming(Timing.newBuilder()
                        .setQueueUs((waitedNs + usage.queuedNanos()) / 1_000)
                        .setPrefillUs(usage.prefillNanos() / 1_000)
                        .setDecodeUs(usage.decodeNanos() / 1_000))
                .build();
    }

    /** A cancellation before the engine got the sequence. */
    FinishBody cancelled(int index) {
        return body(index).setReason(FinishReason.CANCELLED).setUsage(usage(index)).build();
    }

    /** An error. */
    FinishBody failed(int index, GemstreamException failure) {
        return body(index)
                .setReason(FinishReason.ERROR)
                .setError(ErrorStatus.of(failure, delivery.requestId()))
                .setUsage(usage(index))
                .build();
    }

    private FinishBody.Builder body(int index) {
        return FinishBody.newBuilder()
                .setIndex(index)
                .setDevice(identity.device())
                .setNumericProfile(identity.numericProfile());
    }

    private Usage usage(int index) {
        return Usage.newBuilder()
                .setPromptTokens(delivery.task().getPromptIdsCount())
                .setCompletionTokens(index)
                .build();
    }
}
