package io.gemstream.benchmarks;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.grpc.Channel;
import java.util.Iterator;

/**
 * Generates through gRPC, Kafka with all acknowledgements, tokenizer and worker, in a process of their own.
 *
 * @param channel to the gateway
 * @param requests what is asked for
 * @param promptTokens of each
 * @param maxTokens of each
 */
record PipelineSide(Channel channel, Requests requests, int promptTokens, int maxTokens) implements Contender {

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public void generate() {
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
