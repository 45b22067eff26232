package io.gemstream.benchmarks;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.grpc.Channel;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * gRPC, Kafka with all acknowledgements, tokenizer and worker, in a process of their own.
 *
 * @param channel to the gateway
 * @param requests what is asked for
 * @param promptTokens of each
 * @param maxTokens of each
 */
record PipelineSide(Channel channel, Requests requests, int promptTokens, int maxTokens) implements Side {

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public double run(int streams, int generations) {
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(streams, Thread.ofVirtual().factory())) {
            Stream.generate(() -> CompletableFuture.runAsync(this::one, clients)).limit(generations).toList()
                    .forEach(CompletableFuture::join);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void one() {
        Iterator<GenerateResponse> events =
                GenerationServiceGrpc.newBlockingStub(channel).generate(requests.next(promptTokens, maxTokens));
        int tokens = 0;
        while (events.hasNext()) {
            tokens += events.next().getTokens().getIdsCount();
        }
        if (tokens != maxTokens) {
            throw new IllegalStateException(tokens + " tokens (expected: " + maxTokens + ")");
        }
    }
}
