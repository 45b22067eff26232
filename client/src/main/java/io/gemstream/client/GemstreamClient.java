package io.gemstream.client;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.OperationsGrpc;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A client of one or several gateways of the same cluster; where one is gone, the next is asked. Calls block, but for
 * the publishers. Failures are {@link io.gemstream.proto.GemstreamException}s with the gateway's own reason where it
 * sent one.
 *
 * <p>A timeout is the time until the answer is complete, over all gateways. Requests ask for one text: several
 * ({@code n}) are as many requests, with seeds counted up.
 *
 * <p>Thread-safe. Closing, from any thread, ends what is being read, and the generations among it that were started
 * without a {@code request_id} of the caller's.
 */
public final class GemstreamClient implements AutoCloseable {

    /** A cursor before the first token. */
    public static final int BEGINNING = StreamCall.BEGINNING;

    /**
     * A gateway that has said nothing for so long is pinged, and left when it says nothing for as long again: a machine
     * that is gone, or a connection that a firewall forgot, ends no call by itself. gRPC pings no more often.
     */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Gateways gateways;
    private final List<ManagedChannel> owned;
    private final CancellableContext calls = Context.ROOT.withCancellation();
    private final Readings readings = new Readings();

    private GemstreamClient(Gateways gateways, List<ManagedChannel> owned) {
        this.gateways = gateways;
        this.owned = owned;
    }

    /** A client of the default tenant. */
    public static GemstreamClient connect(List<HostPort> gateways) {
        return connect(gateways, Tenant.DEFAULT);
    }

    /**
     * A client without TLS; connects with the first call.
     *
     * @param gateways at least one, in the order in which they are tried
     * @param tenant for whom the requests are
     */
    public static GemstreamClient connect(List<HostPort> gateways, Tenant tenant) {
        List<ManagedChannel> channels = gateways.stream().<ManagedChannel>map(gateway ->
                NettyChannelBuilder.forAddress(gateway.host(), gateway.port()).usePlaintext()
                        .keepAliveTime(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .build()).toList();
        String names = gateways.stream().map(HostPort::toString).collect(Collectors.joining(","));
        return new GemstreamClient(new Gateways(names, named(channels, tenant)), channels);
    }

    /**
     * A client over channels of the caller's, for example with TLS. Closing it does not shut them down.
     *
     * @param channels at least one, in the order in which they are tried. With {@code keepAliveTime}, or a gateway
     *     whose machine is gone is noticed by the timeout only
     * @param tenant for whom the requests are
     */
    public static GemstreamClient over(List<? extends Channel> channels, Tenant tenant) {
        String names = channels.stream().map(Channel::authority).collect(Collectors.joining(","));
        return new GemstreamClient(new Gateways(names, named(channels, tenant)), List.of());
    }

    /**
     * Streams one generation to {@code reader}, in order, on this thread; goes on at another gateway where one dies. An
     * exception of the reader's leaves the generation, as {@link #close} does.
     */
    public void generate(GenerateRequest request, Duration timeout, Consumer<GenerateResponse> reader) {
        read(StreamCall.generate(request), timeout, reader);
    }

    /** Returns one generation as a reactive stream; the timeout of each subscriber begins when it subscribes. */
    public GenerationPublisher publish(GenerateRequest request, Duration timeout) {
        return GenerationPublisher.of(gateways, StreamCall.generate(request), timeout, readings);
    }

    /** Runs one generation to its end. */
    public FinishedGeneration complete(GenerateRequest request, Duration timeout) {
        WholeAnswer answer = new WholeAnswer();
        generate(request, timeout, answer);
        return answer.finished();
    }

    /** Goes on with a text, by the model that is served where it is one, and with default options. */
    public FinishedGeneration complete(String text, Duration timeout) {
        return complete(GenerateRequest.newBuilder().setPrompt(Prompts.text(text)).build(), timeout);
    }

    /**
     * Answers a conversation, by the model that is served where it is one, and with default options.
     *
     * @param messages of {@link Prompts}, oldest first
     */
    public FinishedGeneration chat(List<ChatMessage> messages, Duration timeout) {
        return complete(GenerateRequest.newBuilder().setPrompt(Prompts.chat(messages)).build(), timeout);
    }

    /**
     * Starts a generation without waiting for it.
     *
     * @return its request id, for {@link #watch}, {@link #get} and {@link #cancel}
     */
    public String submit(GenerateRequest request, Duration timeout) {
        GenerateRequest keyed = StreamCall.generate(request).request();
        call(timeout, (gateway, deadline) ->
                OperationServiceGrpc.newBlockingStub(gateway).withDeadline(deadline).submit(keyed));
        return keyed.getRequestId();
    }

    /**
     * Streams a generation that was started before, running or ended, to {@code reader}, as {@link #generate} does.
     * Whatever becomes of the reading, the generation goes on.
     *
     * @param startingAfter index of the last token that is known; {@link #BEGINNING} for all of them
     */
    public void watch(String requestId, int startingAfter, Duration timeout, Consumer<GenerateResponse> reader) {
        read(StreamCall.watch(requestId, startingAfter), timeout, reader);
    }

    /**
     * Returns a generation that was started before as a reactive stream; the timeout of each subscriber begins when it
     * subscribes.
     */
    public GenerationPublisher publishWatch(String requestId, int startingAfter, Duration timeout) {
        return GenerationPublisher.of(gateways, StreamCall.watch(requestId, startingAfter), timeout, readings);
    }

    /** Asks for the end of a generation, wherever it runs; one that has ended stays as it is. */
    public void cancel(String requestId, Duration timeout) {
        CancelRequest request = Gateways.cancelRequest(requestId);
        call(timeout, (gateway, deadline) ->
                OperationServiceGrpc.newBlockingStub(gateway).withDeadline(deadline).cancel(request));
    }

    /**
     * Returns the result of a generation that has ended.
     *
     * @throws io.gemstream.proto.GemstreamException INVALID_OPTION where it has not ended, or not well
     */
    public FinishedGeneration get(String requestId, Duration timeout) {
        GetOperationRequest request =
                GetOperationRequest.newBuilder().setName(FinishedGeneration.operationName(requestId)).build();
        return FinishedGeneration.of(call(timeout, (gateway, deadline) ->
                OperationsGrpc.newBlockingStub(gateway).withDeadline(deadline).getOperation(request)));
    }

    /** Counts a prompt's tokens. */
    public CountTokensResponse count(CountTokensRequest request, Duration timeout) {
        return call(timeout, (gateway, deadline) ->
                GenerationServiceGrpc.newBlockingStub(gateway).withDeadline(deadline).countTokens(request));
    }

    /** Models served now. */
    public List<Model> models(Duration timeout) {
        return call(timeout, (gateway, deadline) ->
                GenerationServiceGrpc.newBlockingStub(gateway).withDeadline(deadline)
                        .listModels(ListModelsRequest.getDefaultInstance())).getModelsList();
    }

    /** Ends what is being read, and waits up to a second for each gateway to be told. */
    @Override
    public void close() {
        readings.close();
        calls.cancel(null);
        owned.forEach(ManagedChannel::shutdown);
        for (ManagedChannel channel : owned) {
            try {
                if (!channel.awaitTermination(Gateways.GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                    channel.shutdownNow();
                }
            } catch (InterruptedException interrupted) {
                channel.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    private void read(StreamCall call, Duration timeout, Consumer<GenerateResponse> reader) {
        ResumableGeneration generation = new ResumableGeneration(gateways, call, deadline(timeout));
        Runnable ending = generation::leave;
        readings.add(ending);
        try {
            generation.read(reader);
        } catch (StatusRuntimeException failed) {
            throw CallFailures.failure(gateways.names(), failed);
        } finally {
            readings.remove(ending);
        }
    }

    /** Asks the gateways in turn until one is there. */
    private <T> T call(Duration timeout, BiFunction<Channel, Deadline, T> call) {
        Deadline deadline = deadline(timeout);
        Context outer = calls.attach();
        try {
            for (int i = 0; ; i++) {
                try {
                    return call.apply(gateways.channels().get(i), deadline);
                } catch (StatusRuntimeException failed) {
                    if (failed.getStatus().getCode() != Status.Code.UNAVAILABLE || i == gateways.count() - 1) {
                        throw CallFailures.failure(gateways.names(), failed);
                    }
                }
            }
        } finally {
            calls.detach(outer);
        }
    }

    private static Deadline deadline(Duration timeout) {
        return Deadline.after(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    }

    private static List<Channel> named(List<? extends Channel> channels, Tenant tenant) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(RecordHeaders.TENANT, Metadata.ASCII_STRING_MARSHALLER), tenant.name());
        return channels.stream().map(channel ->
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata))).toList();
    }
}
