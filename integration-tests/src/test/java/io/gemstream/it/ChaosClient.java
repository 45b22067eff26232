package io.gemstream.it;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.client.ResumableGeneration;
import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Asks for generations in all the ways there are, whatever becomes of the gateways. Thread-safe. */
final class ChaosClient {

    /** One way to ask. */
    enum Way {
        READ,
        TWICE,
        HOP,
        SUBMIT,
        CANCEL,
        DEADLINE
    }

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int NEVER = Integer.MAX_VALUE;

    private final List<Channel> gateways;
    private final Collection<ChaosStream> streams = new ConcurrentLinkedQueue<>();
    private final AtomicInteger duplicates = new AtomicInteger();
    private final AtomicInteger reconnects = new AtomicInteger();

    ChaosClient(List<Channel> gateways) {
        this.gateways = gateways;
    }

    /** All readings so far; of a generation that two clients read, both. */
    Collection<ChaosStream> streams() {
        return streams;
    }

    int duplicates() {
        return duplicates.get();
    }

    int reconnects() {
        return reconnects.get();
    }

    /** One generation, to its end. Blocks. */
    void ask(ChaosCase asked, Random random) {
        GenerateRequest request = asked.request().toBuilder().setRequestId(UUID.randomUUID().toString()).build();
        int first = random.nextInt(gateways.size());
        int after = 5 + random.nextInt(150);
        switch (way(random)) {
            case READ -> read(asked, request, first);
            case TWICE -> twice(asked, request, first);
            case HOP -> hop(asked, request, first, after);
            case SUBMIT -> submit(asked, request, first);
            case CANCEL -> cancel(asked, request, first, after);
            case DEADLINE -> expire(asked, request, first, 300 + random.nextInt(3_000));
        }
    }

    private static Way way(Random random) {
        Way[] ways = Way.values();
        // Half of all are read to the end by one client.
        int drawn = random.nextInt(2 * ways.length);
        return ways[drawn < ways.length ? drawn : 0];
    }

    private void read(ChaosCase asked, GenerateRequest request, int first) {
        ChaosStream stream = open(asked, request);
        ResumableGeneration generation = new ResumableGeneration(from(first), request, in(LIMIT));
        try {
            persistently(first, _ -> {
                generation.read(stream::take);
                return true;
            });
        } catch (StatusRuntimeException failed) {
            stream.failed(failed);
        }
    }

    /** The same request under the same key at two gateways at once: both get the one generation. */
    private void twice(ChaosCase asked, GenerateRequest request, int first) {
        duplicates.incrementAndGet();
        Thread second = Thread.startVirtualThread(() -> read(asked, request, first + 1));
        read(asked, request, first);
        try {
            second.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void hop(ChaosCase asked, GenerateRequest request, int first, int after) {
        ChaosStream stream = open(asked, request);
        CursorReader reader = new CursorReader(from(first), request, in(LIMIT));
        try {
            reader.read(stream::take, after);
        } catch (StatusRuntimeException failed) {
            stream.failed(failed);
        }
        reconnects.addAndGet(reader.hops());
    }

    /** Asked for at one gateway, fetched at another when it is done. */
    private void submit(ChaosCase asked, GenerateRequest request, int first) {
        ChaosStream stream = open(asked, request);
        try {
            persistently(first, gateway -> OperationServiceGrpc.newBlockingStub(gateway)
                    .withDeadline(in(LIMIT)).submit(request));
            WaitOperationRequest wait = WaitOperationRequest.newBuilder()
                    .setName("operations/" + request.getRequestId()).build();
            Operation operation;
            do {
                operation = persistently(first + 1, gateway -> OperationsGrpc.newBlockingStub(gateway)
                        .withDeadline(in(LIMIT)).waitOperation(wait));
            } while (!operation.getDone());
            GenerationResult result = operation.getResponse().unpack(GenerationResult.class);
            stream.whole(result.getIdsList(), result.getText());
        } catch (StatusRuntimeException | InvalidProtocolBufferException failed) {
            stream.failed(failed);
        }
    }

    private void cancel(ChaosCase asked, GenerateRequest request, int first, int after) {
        ChaosStream stream = open(asked, request);
        try {
            new CursorReader(from(first), request, in(LIMIT)).read(event -> {
                stream.take(event);
                if (stream.received() == after) {
                    Thread.startVirtualThread(() -> persistently(first + 1, gateway ->
                            OperationServiceGrpc.newBlockingStub(gateway).withDeadline(in(LIMIT)).cancel(
                                    CancelRequest.newBuilder().setRequestId(request.getRequestId()).build())));
                }
            }, NEVER);
        } catch (StatusRuntimeException ended) {
            endedBy(stream, ended, Status.Code.CANCELLED, ChaosStream.Outcome.CANCELLED);
        }
    }

    private void expire(ChaosCase asked, GenerateRequest request, int first, int deadlineMs) {
        ChaosStream stream = open(asked, request);
        try {
            new CursorReader(from(first), request, in(Duration.ofMillis(deadlineMs))).read(stream::take, NEVER);
        } catch (StatusRuntimeException ended) {
            // Not even accepted in time: a gateway's refusal is as good an end as the deadline's.
            Status.Code code = ended.getStatus().getCode() == Status.Code.UNAVAILABLE
                    ? Status.Code.UNAVAILABLE : Status.Code.DEADLINE_EXCEEDED;
            endedBy(stream, ended, code, ChaosStream.Outcome.EXPIRED);
        }
    }

    private static void endedBy(
            ChaosStream stream, StatusRuntimeException ended, Status.Code wanted, ChaosStream.Outcome outcome) {
        if (ended.getStatus().getCode() == wanted) {
            stream.ended(outcome);
        } else {
            stream.failed(ended);
        }
    }

    private ChaosStream open(ChaosCase asked, GenerateRequest request) {
        ChaosStream stream = new ChaosStream(request.getRequestId(), asked);
        streams.add(stream);
        return stream;
    }

    /** A refusal while broker or gateway are away is asked again elsewhere, under the same key. */
    private <T> T persistently(int first, Function<Channel, T> call) {
        Deadline limit = in(LIMIT);
        for (int i = first; ; i++) {
            try {
                return call.apply(gateways.get(i % gateways.size()));
            } catch (StatusRuntimeException refused) {
                if (refused.getStatus().getCode() != Status.Code.UNAVAILABLE || limit.isExpired()) {
                    throw refused;
                }
                pause();
            }
        }
    }

    private List<Channel> from(int first) {
        List<Channel> order = new ArrayList<>();
        for (int i = 0; i < gateways.size(); i++) {
            order.add(gateways.get((first + i) % gateways.size()));
        }
        return order;
    }

    private static Deadline in(Duration time) {
        return Deadline.after(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(interrupted).asRuntimeException();
        }
    }
}
