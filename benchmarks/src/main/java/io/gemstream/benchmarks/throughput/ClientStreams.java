package io.gemstream.benchmarks.throughput;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Streams that run side by side, each another generation when its last has ended, until closed. Thread-safe. */
final class ClientStreams implements AutoCloseable {

    /** Nearly the context of the tiny model with {@code LongContext}. */
    private static final int TOKENS = 8_000;

    private final TokenCount count;
    private final Context.CancellableContext calls = Context.ROOT.withCancellation();
    private final AtomicInteger prompts = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    private ClientStreams(TokenCount count) {
        this.count = count;
    }

    static ClientStreams open(List<ManagedChannel> channels, int streams, TokenCount count) {
        ClientStreams opened = new ClientStreams(count);
        for (int i = 0; i < streams; i++) {
            opened.next(channels.get(i % channels.size()));
        }
        return opened;
    }

    /** Generations that ended otherwise than by their length. */
    int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        calls.cancel(null);
    }

    private void next(ManagedChannel channel) {
        GenerateRequest request = GenerateRequest.newBuilder()
                .setPrompt(Prompt.newBuilder().setText("stream " + prompts.incrementAndGet()))
                .setSampling(SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(TOKENS).setIgnoreEos(true))
                .build();
        calls.run(() -> GenerationServiceGrpc.newStub(channel).generate(request, new OneStream(channel)));
    }

    private final class OneStream implements StreamObserver<GenerateResponse> {

        private final ManagedChannel channel;
        private long lastStep = -1;

        OneStream(ManagedChannel channel) {
            this.channel = channel;
        }

        @Override
        public void onNext(GenerateResponse response) {
            if (response.hasTokens()) {
                lastStep = count.add(response.getTokens(), lastStep);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!calls.isCancelled()) {
                failures.incrementAndGet();
                System.err.println(failure);
            }
        }

        @Override
        public void onCompleted() {
            if (!calls.isCancelled()) {
                next(channel);
            }
        }
    }
}
