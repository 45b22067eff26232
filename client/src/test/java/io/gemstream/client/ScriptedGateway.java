package io.gemstream.client;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.Any;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.CancelResponse;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ListModelsResponse;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A gateway within the process, which streams the same generation to everyone, and breaks its first stream where it is
 * told to. All of it happens on the caller's thread, so when a call or a request for events returns, all that follows
 * from it has happened.
 */
final class ScriptedGateway implements AutoCloseable {

    /** Tokens of the generation. */
    static final int LENGTH = 5;

    private final String name;
    private final List<String> asked;
    private final List<Metadata> headers = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private final ManagedChannel channel;
    /** Portions of two scores each before the first token. */
    private int scored;
    private int events = Integer.MAX_VALUE;
    private Optional<StatusRuntimeException> failure = Optional.empty();
    private boolean hangs;

    /** @param asked told every call, by the gateway's name */
    ScriptedGateway(String name, List<String> asked) {
        this.name = name;
        this.asked = asked;
        String address = InProcessServerBuilder.generateName();
        serve(InProcessServerBuilder.forName(address).directExecutor());
        channel = InProcessChannelBuilder.forName(address).directExecutor().build();
    }

    /** Serves on a port as well. */
    HostPort listen() {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Server server = serve(NettyServerBuilder.forAddress(anyPort));
        return new HostPort("localhost", server.getPort());
    }

    private Server serve(ServerBuilder<?> builder) {
        Server server = builder.addService(new Generations()).addService(new OwnOperations())
                .addService(new LongRunning()).intercept(new HeaderKeeper()).build();
        servers.add(server);
        try {
            return server.start();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    ScriptedGateway scored(int portions) {
        scored = portions;
        return this;
    }

    /** The first stream breaks after so many events. */
    ScriptedGateway breaksAfter(int count, StatusRuntimeException how) {
        events = count;
        failure = Optional.of(how);
        return this;
    }

    /** The first stream says nothing more after so many events. */
    ScriptedGateway hangsAfter(int count) {
        events = count;
        hangs = true;
        return this;
    }

    ManagedChannel channel() {
        return channel;
    }

    List<Metadata> headers() {
        return headers;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        servers.forEach(Server::shutdownNow);
    }

    /** Accepted, the prompt's scores and the tokens after the cursor, Finished. */
    private List<GenerateResponse> stream(String requestId, int startingAfter) {
        List<GenerateResponse> stream = new ArrayList<>();
        stream.add(GenerateResponse.newBuilder()
                .setAccepted(Accepted.newBuilder().setRequestId(requestId).setModel("tiny")).build());
        for (int portion = 0; startingAfter < 0 && portion < scored; portion++) {
            int first = 1 + 2 * portion;
            PromptLogprobs scores = PromptLogprobs.newBuilder().setFirst(first)
                    .addIds(first).addIds(first + 1).addLogprobs(-1).addLogprobs(-2).build();
            stream.add(GenerateResponse.newBuilder()
                    .setTokens(Tokens.newBuilder().setPromptLogprobs(scores)).build());
        }
        for (int index = startingAfter + 1; index < LENGTH; index++) {
            stream.add(GenerateResponse.newBuilder().setTokens(
                    Tokens.newBuilder().setIndex(index).addIds(index).setText(" " + index)).build());
        }
        stream.add(GenerateResponse.newBuilder()
                .setFinished(Finished.newBuilder().setReason(FinishReason.LENGTH).setText("!")).build());
        return stream;
    }

    private void send(List<GenerateResponse> stream, StreamObserver<GenerateResponse> client) {
        // Without it a call that its client has cancelled is the server's error.
        ((ServerCallStreamObserver<GenerateResponse>) client).setOnCancelHandler(() -> asked.add(name + " was left"));
        int count = Math.min(events, stream.size());
        boolean stays = hangs;
        Optional<StatusRuntimeException> end = failure;
        events = Integer.MAX_VALUE;
        hangs = false;
        failure = Optional.empty();
        stream.subList(0, count).forEach(client::onNext);
        if (!stays) {
            end.ifPresentOrElse(client::onError, client::onCompleted);
        }
    }

    private final class Generations extends GenerationServiceGrpc.GenerationServiceImplBase {

        @Override
        public void generate(GenerateRequest request, StreamObserver<GenerateResponse> client) {
            asked.add(name + " generate " + request.getRequestId());
            send(stream(request.getRequestId(), -1), client);
        }

        @Override
        public void countTokens(CountTokensRequest request, StreamObserver<CountTokensResponse> client) {
            int tokens = request.getPrompt().getText().length();
            answer(CountTokensResponse.newBuilder().setTotalTokens(tokens).build(), client);
        }

        @Override
        public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> client) {
            asked.add(name + " models");
            answer(ListModelsResponse.newBuilder().addModels(Model.newBuilder().setName("tiny")).build(), client);
        }
    }

    private final class OwnOperations extends OperationServiceGrpc.OperationServiceImplBase {

        @Override
        public void submit(GenerateRequest request, StreamObserver<Operation> client) {
            asked.add(name + " submit " + request.getRequestId());
            answer(Operation.newBuilder().setName("operations/" + request.getRequestId()).build(), client);
        }

        @Override
        public void watch(WatchRequest request, StreamObserver<GenerateResponse> client) {
            asked.add(name + " watch " + (request.hasStartingAfter() ? request.getStartingAfter() : "all"));
            send(stream(request.getRequestId(), request.hasStartingAfter() ? request.getStartingAfter() : -1), client);
        }

        @Override
        public void cancel(CancelRequest request, StreamObserver<CancelResponse> client) {
            asked.add(name + " cancel " + request.getRequestId());
            answer(CancelResponse.getDefaultInstance(), client);
        }
    }

    private final class LongRunning extends OperationsGrpc.OperationsImplBase {

        @Override
        public void getOperation(GetOperationRequest request, StreamObserver<Operation> client) {
            asked.add(name + " get " + request.getName());
            Operation.Builder operation = Operation.newBuilder().setName(request.getName())
                    .setMetadata(Any.pack(GenerationMetadata.newBuilder().setModel("tiny").build()));
            if (!request.getName().endsWith("running")) {
                operation.setDone(true).setResponse(Any.pack(GenerationResult.newBuilder().setText("done").build()));
            }
            answer(operation.build(), client);
        }
    }

    /** Fails what is no stream as well, where the gateway is to break before the first event. */
    private <T> void answer(T response, StreamObserver<T> client) {
        Optional<StatusRuntimeException> end = failure;
        failure = Optional.empty();
        if (end.isPresent()) {
            client.onError(end.get());
            return;
        }
        client.onNext(response);
        client.onCompleted();
    }

    private final class HeaderKeeper implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(ServerCall<A, B> call, Metadata sent,
                ServerCallHandler<A, B> next) {
            headers.add(sent);
            return next.startCall(call, sent);
        }
    }
}
