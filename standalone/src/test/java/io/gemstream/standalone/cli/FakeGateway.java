package io.gemstream.standalone.cli;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.DeviceMemory;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ListModelsResponse;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.Worker;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers every prompt with the same two tokens, but for the prompts {@code refuse} and {@code hang}. */
final class FakeGateway extends GenerationServiceGrpc.GenerationServiceImplBase implements AutoCloseable {

    final List<GenerateRequest> requests = new CopyOnWriteArrayList<>();
    private final Server server = NettyServerBuilder
            .forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build();

    static FakeGateway start() throws IOException {
        FakeGateway gateway = new FakeGateway();
        gateway.server.start();
        return gateway;
    }

    String target() {
        return "localhost:" + server.getPort();
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> stream) {
        requests.add(request);
        stream.onNext(GenerateResponse.newBuilder().setAccepted(Accepted.newBuilder().setRequestId("r1")).build());
        switch (request.getPrompt().getText()) {
            case "refuse" -> stream.onError(StatusProto.toStatusRuntimeException(ErrorStatus.of(
                    new GemstreamException(ErrorReason.CONTEXT_LENGTH_EXCEEDED, "prompt: 9 tokens (expected: <= 8)"), "r1")));
            case "hang" -> { }
            default -> {
                stream.onNext(tokens(0, " Pa"));
                stream.onNext(tokens(1, "ris é"));
                stream.onNext(GenerateResponse.newBuilder()
                        .setFinished(Finished.newBuilder().setReason(FinishReason.LENGTH).setText("!"))
                        .build());
                stream.onCompleted();
            }
        }
    }

    @Override
    public void countTokens(CountTokensRequest request, StreamObserver<CountTokensResponse> answer) {
        answer.onNext(CountTokensResponse.newBuilder().setTotalTokens(request.getPrompt().getText().length()).build());
        answer.onCompleted();
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answer) {
        answer.onNext(ListModelsResponse.newBuilder()
                .addModels(Model.newBuilder().setName("tiny").setArchitecture("gemma3").setContextLength(64)
                        .addWorkers(Worker.newBuilder().setDevice("cpu").setSlots(4))
                        .addWorkers(Worker.newBuilder().setDevice("gpu:1").setSlots(8).setNumericProfile("bf16")
                                .setKvCacheTokens(65_536).setMemory(DeviceMemory.newBuilder()
                                        .setUsedBytes(23L << 30).setLimitBytes(71L << 30).setFraction(0.9))))
                .addModels(Model.newBuilder().setName("idle").setArchitecture("gemma2").setContextLength(32))
                .build());
        answer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static GenerateResponse tokens(int index, String text) {
        return GenerateResponse.newBuilder()
                .setTokens(Tokens.newBuilder().setIndex(index).addIds(index + 5).setText(text))
                .build();
    }
}
