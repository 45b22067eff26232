package io.gemstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.CancelResponse;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResumableGenerationTest {

    private static final int LENGTH = 5;
    /** Breaks before Accepted. */
    private static final int SILENT = Integer.MIN_VALUE;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    /** Portions of two scores each before the first token. */
    private int scored;
    private final List<Server> servers = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        servers.forEach(Server::shutdownNow);
    }

    @Test
    void goesOnAtTheNextGatewayAfterTheLastTokenItHas() throws IOException {
        List<Channel> gateways = List.of(gateway("one", 2, Status.UNAVAILABLE), gateway("two", 4, Status.UNAVAILABLE));
        ResumableGeneration generation = generation(gateways);
        assertThat(read(generation)).containsExactly("accepted", "0", "1", "2", "3", "4", "finished");
        assertThat(asked).containsExactly("one generate " + generation.requestId(), "two watch 1", "one watch 3");
    }

    /** Scores come before the first token, so nothing but their positions tells which of them a client has. */
    @Test
    void seesTheScoresOfAPromptOnceWhereverTheStreamBreaks() throws IOException {
        scored = 3;
        for (int breaks = 0; breaks <= scored + 1; breaks++) {
            asked.clear();
            ResumableGeneration generation = generation(List.of(gateway("one", breaks - scored, Status.UNAVAILABLE),
                    gateway("two", LENGTH, Status.OK)));
            assertThat(read(generation)).as("broken after %s events", breaks).containsExactly(
                    "accepted", "score 1", "score 3", "score 5", "0", "1", "2", "3", "4", "finished");
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void theGenerationsOwnErrorIsNotTriedAgain() throws IOException {
        ResumableGeneration generation = generation(
                List.of(gateway("one", 2, Status.INVALID_ARGUMENT), gateway("two", LENGTH, Status.OK)));
        StatusRuntimeException failed = catchThrowableOfType(StatusRuntimeException.class, () -> read(generation));
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whereNobodyAcceptsEachIsAskedOnce() throws IOException {
        ResumableGeneration generation = generation(List.of(gateway("one", SILENT, Status.UNAVAILABLE),
                gateway("two", SILENT, Status.UNAVAILABLE)));
        StatusRuntimeException failed = catchThrowableOfType(StatusRuntimeException.class, () -> read(generation));
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(asked).containsExactly("one generate " + generation.requestId(), "two generate "
                + generation.requestId());
    }

    @Test
    void cancellingNamesTheGeneration() throws IOException {
        ResumableGeneration generation = generation(List.of(gateway("one", LENGTH, Status.OK)));
        generation.cancel();
        assertThat(asked).containsExactly("one cancel " + generation.requestId());
    }

    private static ResumableGeneration generation(List<Channel> gateways) {
        return new ResumableGeneration(gateways, GenerateRequest.getDefaultInstance(), Deadline.after(30, TimeUnit.SECONDS));
    }

    private static List<String> read(ResumableGeneration generation) {
        List<String> events = new ArrayList<>();
        generation.read(event -> events.add(switch (event.getEventCase()) {
            case ACCEPTED -> "accepted";
            case TOKENS -> event.getTokens().hasPromptLogprobs()
                    ? "score " + event.getTokens().getPromptLogprobs().getFirst()
                    : Integer.toString(event.getTokens().getIndex());
            case FINISHED -> "finished";
            case EVENT_NOT_SET -> "nothing";
        }));
        return events;
    }

    /** Breaks before the token with that index, or not where it is the length; negative: that far before. Once only. */
    private Channel gateway(String name, int breaksBefore, Status how) throws IOException {
        Gateway gateway = new Gateway(name, breaksBefore, how);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(gateway.generations).addService(gateway.operations).build().start();
        servers.add(server);
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
        channels.add(channel);
        return channel;
    }

    private static Tokens.Builder token(int index) {
        return Tokens.newBuilder().setIndex(index).addIds(index);
    }

    private Tokens.Builder scores(int index) {
        int first = 1 + 2 * (scored + index);
        return Tokens.newBuilder().setPromptLogprobs(PromptLogprobs.newBuilder()
                .setFirst(first).addIds(first).addIds(first + 1).addLogprobs(-1).addLogprobs(-2));
    }

    private final class Gateway {
        private final String name;
        private final Status how;
        private int breaksBefore;

        private final GenerationServiceGrpc.GenerationServiceImplBase generations =
                new GenerationServiceGrpc.GenerationServiceImplBase() {
                    @Override
                    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> client) {
                        asked.add(name + " generate " + request.getRequestId());
                        stream(-scored, client);
                    }
                };

        private final OperationServiceGrpc.OperationServiceImplBase operations =
                new OperationServiceGrpc.OperationServiceImplBase() {
                    @Override
                    public void watch(WatchRequest request, StreamObserver<GenerateResponse> client) {
                        asked.add(name + " watch " + request.getStartingAfter());
                        stream(request.hasStartingAfter() ? request.getStartingAfter() + 1 : -scored, client);
                    }

                    @Override
                    public void cancel(CancelRequest request, StreamObserver<CancelResponse> client) {
                        asked.add(name + " cancel " + request.getRequestId());
                        client.onNext(CancelResponse.getDefaultInstance());
                        client.onCompleted();
                    }
                };

        private Gateway(String name, int breaksBefore, Status how) {
            this.name = name;
            this.breaksBefore = breaksBefore;
            this.how = how;
        }

        private void stream(int from, StreamObserver<GenerateResponse> client) {
            int until = breaksBefore;
            breaksBefore = LENGTH;
            if (until > SILENT) {
                client.onNext(GenerateResponse.newBuilder().setAccepted(Accepted.getDefaultInstance()).build());
            }
            for (int index = from; index < until; index++) {
                client.onNext(GenerateResponse.newBuilder().setTokens(index < 0 ? scores(index) : token(index)).build());
            }
            if (until < LENGTH) {
                client.onError(how.asRuntimeException());
                return;
            }
            client.onNext(GenerateResponse.newBuilder().setFinished(Finished.getDefaultInstance()).build());
            client.onCompleted();
        }
    }
}
