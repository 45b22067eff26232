package io.gemstream.benchmarks.history;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.Timing;
import io.gemstream.proto.v1.Usage;
import io.gemstream.service.kafka.KafkaClients;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes rows of operations that have ended, as gateways do; numbers follow from places in the sequence. */
final class EndedOperations {

    /** One of so many rows is of one tenant. */
    static final int TENANTS = 1_000;

    private EndedOperations() {}

    static String id(long number) {
        SplittableRandom random = new SplittableRandom(number);
        return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE).toString();
    }

    static String tenant(long number) {
        return "tenant-" + number % TENANTS;
    }

    /** Returns when all are acknowledged. */
    static void write(KafkaClients clients, long from, long end) {
        AtomicReference<Exception> failed = new AtomicReference<>();
        try (Producer<String, byte[]> producer =
                clients.producer("ended-operations", Map.of("linger.ms", 20, "batch.size", 1 << 18))) {
            for (long number = from; number < end; number++) {
                OperationRecord row = row(number);
                producer.send(new ProducerRecord<>(Topics.HISTORY, row.getRequestId(), row.toByteArray()), (_, failure) -> {
                    if (failure != null) {
                        failed.set(failure);
                    }
                });
            }
        }
        if (failed.get() != null) {
            throw new IllegalStateException("not all rows were written", failed.get());
        }
    }

    private static OperationRecord row(long number) {
        long now = System.currentTimeMillis();
        SamplingOptions sampling = SamplingOptions.newBuilder()
                .setTemperature(0.7f).setTopP(0.95f).setTopK(64).setMaxTokens(512).setSeed(number).build();
        return OperationRecord.newBuilder()
                .setRequestId(id(number))
                .setState(OperationRecord.State.ENDED)
                .setModel("gemma-2-2b")
                .setRequestHash(com.google.protobuf.ByteString.copyFrom(new byte[32]))
                .setClaimId(id(-number))
                .setSampling(sampling)
                .setCreatedMs(now - 20_000)
                .setStartedMs(now - 19_000)
                .setEndedMs(now - 10_000)
                .setAttempts(1)
                .setTenant(tenant(number))
                .setWorkerId(id(1))
                .setFinish(FinishBody.newBuilder()
                        .setReason(FinishReason.STOP)
                        .setIndex(200)
                        .setUsage(Usage.newBuilder().setPromptTokens(300).setCompletionTokens(200))
                        .setTiming(Timing.newBuilder().setQueueUs(1_000).setPrefillUs(80_000).setDecodeUs(2_000_000))
                        .setDevice("cpu")
                        .setNumericProfile("fast")
                        .setProvenance(Provenance.newBuilder()
                                .setModelSha256(hash(1)).setTokenizerSha256(hash(2)).setPromptSha256(hash(number))
                                .setSampling(sampling).setDevice("cpu").setNumericProfile("fast").setAttempts(1)))
                .build();
    }

    private static String hash(long number) {
        byte[] bytes = new byte[32];
        new SplittableRandom(number).nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
