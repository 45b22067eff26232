package io.gemstream.it;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a generation with the bare calls, as a client in any language would: asks with a key, and after a break, or when
 * it likes to, goes on at the next gateway with the index of its last token.
 */
final class CursorReader {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final List<Channel> gateways;
    private final GenerateRequest request;
    private final Deadline deadline;
    private boolean accepted;
    private boolean finished;
    private int last = -1;
    private int hops;

    /** @param request with a key */
    CursorReader(List<Channel> gateways, GenerateRequest request, Deadline deadline) {
        this.gateways = gateways;
        this.request = request;
        this.deadline = deadline;
    }

    /**
     * Reads to the end. Blocks.
     *
     * @param hopAfter messages after which it leaves a gateway for the next
     * @throws StatusRuntimeException the generation's own error, or the end of the deadline
     */
    void read(Consumer<GenerateResponse> reader, int hopAfter) {
        for (int gateway = 0; !finished; gateway = (gateway + 1) % gateways.size()) {
            try {
                readOn(gateways.get(gateway), reader, hopAfter);
                hops++;
            } catch (StatusRuntimeException broken) {
                if (broken.getStatus().getCode() != Status.Code.UNAVAILABLE || deadline.isExpired()) {
                    throw broken;
                }
                sleep();
            }
        }
    }

    /** How often it left a gateway that served it. */
    int hops() {
        return hops;
    }

    private void readOn(Channel gateway, Consumer<GenerateResponse> reader, int hopAfter) {
        Context.CancellableContext call = Context.ROOT.withCancellation();
        Context outer = call.attach();
        try {
            Iterator<GenerateResponse> events = accepted ? watch(gateway) : generate(gateway);
            for (int got = 0; got < hopAfter && !finished; got++) {
                if (!events.hasNext()) {
                    throw Status.UNAVAILABLE.withDescription("the stream ended before the generation").asRuntimeException();
                }
                take(events.next(), reader);
            }
        } finally {
            call.detach(outer);
            call.cancel(null);
        }
    }

    private void take(GenerateResponse event, Consumer<GenerateResponse> reader) {
        accepted = true;
        if (event.hasTokens()) {
            last = event.getTokens().getIndex() + event.getTokens().getIdsCount() - 1;
        }
        finished = event.hasFinished();
        reader.accept(event);
    }

    private Iterator<GenerateResponse> generate(Channel gateway) {
        return GenerationServiceGrpc.newBlockingStub(gateway).withDeadline(deadline).generate(request);
    }

    private Iterator<GenerateResponse> watch(Channel gateway) {
        WatchRequest.Builder cursor = WatchRequest.newBuilder().setRequestId(request.getRequestId());
        if (last >= 0) {
            cursor.setStartingAfter(last);
        }
        return OperationServiceGrpc.newBlockingStub(gateway).withDeadline(deadline).watch(cursor.build());
    }

    private static void sleep() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(interrupted).asRuntimeException();
        }
    }
}
