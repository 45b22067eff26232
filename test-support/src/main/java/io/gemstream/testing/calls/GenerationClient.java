package io.gemstream.testing.calls;

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
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A gRPC client of one gateway. */
public final class GenerationClient implements AutoCloseable {

    private final ManagedChannel channel;

    private GenerationClient(ManagedChannel channel) {
        this.channel = channel;
    }

    public static GenerationClient connect(int port) {
        return new GenerationClient(ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }

    public GenerationServiceGrpc.GenerationServiceBlockingStub blocking() {
        return GenerationServiceGrpc.newBlockingStub(channel);
    }

    public GenerationServiceGrpc.GenerationServiceStub async() {
        return GenerationServiceGrpc.newStub(channel);
    }

    public OperationServiceGrpc.OperationServiceBlockingStub operations() {
        return OperationServiceGrpc.newBlockingStub(channel);
    }

    /** The standard client of long-running operations. */
    public OperationsGrpc.OperationsBlockingStub longRunning() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    public ManagedChannel channel() {
        return channel;
    }

    public ListModelsResponse models() {
        return blocking().listModels(ListModelsRequest.getDefaultInstance());
    }

    public int count(Prompt prompt) {
        return blocking().countTokens(CountTokensRequest.newBuilder().setPrompt(prompt).build()).getTotalTokens();
    }

    /** Runs a generation to its end. */
    public Answer generate(GenerateRequest request) {
        List<GenerateResponse> events = new ArrayList<>();
        blocking().generate(request).forEachRemaining(events::add);
        return Answer.of(events);
    }

    /** Starts a generation. */
    public ClientCall start(GenerateRequest request) {
        return ClientCall.generate(async(), request);
    }

    /** The typed reason of a failed call. */
    public static Optional<ErrorReason> reason(Throwable failure) {
        Status status = StatusProto.fromThrowable(failure);
        return status == null ? Optional.empty() : ErrorStatus.reason(status);
    }

    public static Prompt chat(ChatMessage... messages) {
        return Prompt.newBuilder().setChat(Chat.newBuilder().addAllMessages(List.of(messages))).build();
    }

    public static ChatMessage message(ChatMessage.Role role, String content) {
        return ChatMessage.newBuilder().setRole(role).setContent(content).build();
    }

    /** A greedy request that does not stop early. */
    public static GenerateRequest greedy(Prompt prompt, int maxTokens) {
        return GenerateRequest.newBuilder().setPrompt(prompt).setSampling(SamplingOptions.newBuilder()
                .setTemperature(0).setMaxTokens(maxTokens).setIgnoreEos(true)).build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
