package io.gemstream.it;

import com.google.longrunning.OperationsGrpc;
import com.google.rpc.Status;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ListModelsResponse;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A gRPC client of one gateway. */
final class GenerationClient implements AutoCloseable {

    private final ManagedChannel channel;

    private GenerationClient(ManagedChannel channel) {
        this.channel = channel;
    }

    static GenerationClient connect(int port) {
        return new GenerationClient(ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }

    GenerationServiceGrpc.GenerationServiceBlockingStub blocking() {
        return GenerationServiceGrpc.newBlockingStub(channel);
    }

    GenerationServiceGrpc.GenerationServiceStub async() {
        return GenerationServiceGrpc.newStub(channel);
    }

    OperationServiceGrpc.OperationServiceBlockingStub operations() {
        return OperationServiceGrpc.newBlockingStub(channel);
    }

    /** The standard client of long-running operations. */
    OperationsGrpc.OperationsBlockingStub longRunning() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    ManagedChannel channel() {
        return channel;
    }

    ListModelsResponse models() {
        return blocking().listModels(ListModelsRequest.getDefaultInstance());
    }

    int count(Prompt prompt) {
        return blocking().countTokens(CountTokensRequest.newBuilder().setPrompt(prompt).build()).getTotalTokens();
    }

    /** Runs a generation to its end. */
    Answer generate(GenerateRequest request) {
        List<GenerateResponse> events = new ArrayList<>();
        blocking().generate(request).forEachRemaining(events::add);
        return Answer.of(events);
    }

    /** Starts a generation. */
    ClientCall start(GenerateRequest request) {
        return ClientCall.start(this, request);
    }

    /** The typed reason of a failed call. */
    static Optional<ErrorReason> reason(StatusRuntimeException failure) {
        Status status = StatusProto.fromThrowable(failure);
        return status == null ? Optional.empty() : ErrorStatus.reason(status);
    }

    static Prompt chat(ChatMessage... messages) {
        return Prompt.newBuilder().setChat(Chat.newBuilder().addAllMessages(List.of(messages))).build();
    }

    static ChatMessage message(ChatMessage.Role role, String content) {
        return ChatMessage.newBuilder().setRole(role).setContent(content).build();
    }

    /** A greedy request that does not stop early. */
    static GenerateRequest greedy(Prompt prompt, int maxTokens) {
        return GenerateRequest.newBuilder().setPrompt(prompt).setSampling(SamplingOptions.newBuilder()
                .setTemperature(0).setMaxTokens(maxTokens).setIgnoreEos(true)).build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
