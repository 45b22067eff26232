package io.gemstream.gateway.generation;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.cluster.TopicLayout;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the recorders of this gateway: of every generation it accepted, and of those whose log it tails while nobody
 * else may be recording, because the gateway that accepted them is gone, or because they came from no gateway.
 */
@Singleton
public final class OperationRecorders {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRecorders.class);
    /** A claimed key whose prompt was never written has no log to wait for. */
    private static final Duration CLAIM_LIFE = Duration.ofMinutes(1);

    private final StreamRegistry streams;
    private final OperationIndex index;
    private final OperationWriter writer;
    private final GenerationMetrics metrics;
    /** Generations whose log lost its beginning before its end was seen: asking for it again would change nothing. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    @Produces
    @Singleton
    static OperationIndex index(GatewayConfig config, TopicLayout layout) {
        return new OperationIndex(config.maxOperations(), layout.retention(), System::currentTimeMillis);
    }

    OperationRecorders(StreamRegistry streams, OperationIndex index, OperationWriter writer, GenerationMetrics metrics) {
        this.streams = streams;
        this.index = index;
        this.writer = writer;
        this.metrics = metrics;
    }

    /** A recorder of a request that is yet to be written. */
    final class Opening {

        private final OperationRecorder recorder;
        private final OpenStream stream;

        private Opening(String requestId) {
            AtomicReference<Runnable> close = new AtomicReference<>(() -> { });
            recorder = new OperationRecorder(Optional.empty(), writer::write, _ -> close.get().run(),
                    System::currentTimeMillis, metrics);
            stream = streams.add(requestId, OpenStream.Purpose.RECORD, recorder);
            close.set(() -> streams.close(stream));
        }

        /** The partition in which the log will lie; known once the recorder is opened. */
        int partition() {
            return stream.partition();
        }

        /** Completes with the offset from which it sees everything. */
        CompletionStage<Long> open() {
            return streams.openAtEnd(stream);
        }

        void accepted(OperationRecord row) {
            recorder.accepted(row);
        }

        void close() {
            streams.close(stream);
        }
    }

    Opening open(String requestId) {
        return new Opening(requestId);
    }

    /** Takes over what is recorded by nobody here, of the partitions that this gateway tails. Call it now and then. */
    public void adopt() {
        if (!index.loaded()) {
            return;
        }
        long now = System.currentTimeMillis();
        List<OperationRecord> open = index.open();
        unreadable.retainAll(open.stream().map(OperationRecord::getRequestId).collect(Collectors.toSet()));
        Set<Integer> owned = streams.owned();
        for (OperationRecord row : open) {
            boolean abandoned = row.getState() == OperationRecord.State.CLAIMED
                    && now - row.getCreatedMs() > CLAIM_LIFE.toMillis();
            if (!abandoned && !unreadable.contains(row.getRequestId()) && owned.contains(row.getLogPartition())
                    && !streams.reads(row.getRequestId(), OpenStream.Purpose.RECORD)) {
                adopt(row);
            }
        }
    }

    /** Ends all that has not ended, because its log is gone. */
    public void lost(GemstreamException cause) {
        for (OperationRecord row : index.open()) {
            writer.write(row.toBuilder()
                    .setState(OperationRecord.State.ENDED)
                    .setEndedMs(System.currentTimeMillis())
                    .setFinish(FinishBody.newBuilder()
                            .setReason(FinishReason.ERROR)
                            .setError(ErrorStatus.of(cause, row.getRequestId())))
                    .build());
        }
    }

    private void adopt(OperationRecord row) {
        AtomicReference<Runnable> close = new AtomicReference<>(() -> { });
        OpenStream stream = streams.add(row.getRequestId(), OpenStream.Purpose.RECORD, new OperationRecorder(
                Optional.of(row), writer::write, failure -> {
                    failure.ifPresent(cause -> ended(row, cause));
                    close.get().run();
                }, System::currentTimeMillis, metrics));
        close.set(() -> streams.close(stream));
        streams.openAt(stream, row.getLogPartition(), row.getLogOffset());
    }

    private void ended(OperationRecord row, GemstreamException cause) {
        if (cause.reason() == ErrorReason.CURSOR_EXPIRED && unreadable.add(row.getRequestId())) {
            LOG.warn("operation {} stays as it is: {}", row.getRequestId(), cause.getMessage());
        }
    }
}
