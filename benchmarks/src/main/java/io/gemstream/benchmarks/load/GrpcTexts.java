package io.gemstream.benchmarks.load;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Iterator;

/** Texts over Gemstream's gRPC, all on one connection. */
final class GrpcTexts implements TextClient {

    private final ManagedChannel channel;
    private final GenerationServiceBlockingStub stub;

    /** @param target of gRPC */
    GrpcTexts(String target) {
        this.channel = ManagedChannelBuilder.forTarget(target).usePlaintext().build();
        this.stub = GenerationServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public Reply generate(String prompt, int tokens) throws IOException {
        GenerateRequest request = GenerateRequest.newBuilder()
                .setPrompt(Prompt.newBuilder().setText(prompt))
                .setSampling(SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(tokens).setIgnoreEos(true))
                .build();
        long begin = System.nanoTime();
        long first = begin;
        int count = 0;
        try {
            Iterator<GenerateResponse> stream = stub.generate(request);
            while (stream.hasNext()) {
                GenerateResponse event = stream.next();
                if (event.hasTokens()) {
                    first = count == 0 ? System.nanoTime() : first;
                    count += event.getTokens().getIdsCount();
                }
            }
        } catch (StatusRuntimeException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        if (count == 0) {
            throw new IOException("a stream without a token");
        }
        return Reply.of(begin, first, count);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
