package io.gemstream.standalone.client;

import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.Model;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A connection to one gateway. Calls block; failures are {@link io.gemstream.proto.GemstreamException}s with the
 * gateway's own reason where it sent one. Closing, from any thread, cancels what runs.
 */
public final class GenerationClient implements AutoCloseable {

    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final String target;
    private final ManagedChannel channel;
    private final CancellableContext calls;

    private GenerationClient(String target, ManagedChannel channel, CancellableContext calls) {
        this.target = target;
        this.channel = channel;
        this.calls = calls;
    }

    /**
     * A client of a gateway; connects with the first call.
     *
     * @param target {@code host:port}, without TLS
     */
    public static GenerationClient of(String target) {
        return new GenerationClient(target, NettyChannelBuilder.forTarget(target).usePlaintext().build(),
                Context.ROOT.withCancellation());
    }

    /** Streams one generation to {@code reader}, in order, on this thread. */
    public void generate(GenerateRequest request, Duration timeout, Consumer<GenerateResponse> reader) {
        call(() -> {
            stub(timeout).generate(request).forEachRemaining(reader);
            return true;
        });
    }

    /** Counts a prompt's tokens. */
    public CountTokensResponse count(CountTokensRequest request, Duration timeout) {
        return call(() -> stub(timeout).countTokens(request));
    }

    /** Models served now. */
    public List<Model> models(Duration timeout) {
        return call(() -> stub(timeout).listModels(ListModelsRequest.getDefaultInstance())).getModelsList();
    }

    /** Cancels, and waits up to a second for the gateway to be told. */
    @Override
    public void close() {
        calls.cancel(null);
        channel.shutdown();
        try {
            if (!channel.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private GenerationServiceBlockingStub stub(Duration timeout) {
        return GenerationServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> T call(Supplier<T> call) {
        Context outer = calls.attach();
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw CallErrors.failure(target, failed);
        } finally {
            calls.detach(outer);
        }
    }
}
