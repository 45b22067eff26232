package io.gemstream.gateway.generation;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.messaging.OperationPublisher;
import io.gemstream.gateway.messaging.ReplyPublisher;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The recorders of this gateway: of every generation it accepted, and of those whose log it tails while nobody else may
 * be recording, because the gateway that accepted them is gone, or because they came from no gateway. The latter are
 * answered where their prompts said.
 */
@Singleton
public final class Recorders {

    /** A claimed key whose prompt was never written has no log to wait for. */
    private static final Duration CLAIM_LIFE = Duration.ofMinutes(1);

    private final StreamRegistry streams;
    private final OperationIndex index;
    private final OperationPublisher rows;
    private final ReplyPublisher replies;

    @Produces
    @Singleton
    static OperationIndex index(GatewayConfig config, TopicLayout layout) {
        return new OperationIndex(config.maxOperations(), layout.retention(), System::currentTimeMillis);
    }

    Recorders(StreamRegistry streams, OperationIndex index, OperationPublisher rows,
            ReplyPublisher replies) {
        this.streams = streams;
        this.index = index;
        this.rows = rows;
        this.replies = replies;
    }

    /** A recorder of a request that is yet to be written. */
    final class Opening {

        private final OperationRecorder recorder;
        private final OpenStream stream;

        private Opening(String requestId) {
            AtomicReference<Runnable> close = new AtomicReference<>(() -> { });
            recorder = new OperationRecorder(Optional.empty(), Recorders.this::write, () -> close.get().run(),
                    System::currentTimeMillis);
            stream = streams.add(requestId, OpenStream.Purpose.RECORD, recorder);
            close.set(() -> streams.close(stream));
        }

        /** Where the log will lie; known once it is opened. */
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
        for (OperationRecord row : index.open()) {
            boolean abandoned = row.getState() == OperationRecord.State.CLAIMED
                    && now - row.getCreatedMs() > CLAIM_LIFE.toMillis();
            if (!abandoned && streams.owned().contains(row.getLogPartition())
                    && !streams.reads(row.getRequestId(), OpenStream.Purpose.RECORD)) {
                adopt(row);
            }
        }
    }

    /** Ends all that has not ended, because its log is gone. */
    public void lost(GemstreamException cause) {
        for (OperationRecord row : index.open()) {
            write(row.toBuilder()
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
        StreamListener recorder = new OperationRecorder(
                Optional.of(row), this::write, () -> close.get().run(), System::currentTimeMillis);
        OpenStream stream = streams.add(row.getRequestId(), OpenStream.Purpose.RECORD, row.getReplyTo().isEmpty()
                ? recorder : new ReplyForwarder(row, replies, recorder, () -> close.get().run()));
        close.set(() -> streams.close(stream));
        streams.openAt(stream, row.getLogPartition(), row.getLogOffset());
    }

    /** A row that was deleted stays away. */
    private void write(OperationRecord row) {
        if (!index.deleted(row.getRequestId())) {
            if (row.getState() == OperationRecord.State.ENDED) {
                // At once, so that it is not adopted again before the topic has brought it back.
                index.put(row);
            }
            rows.note(row);
        }
    }
}
