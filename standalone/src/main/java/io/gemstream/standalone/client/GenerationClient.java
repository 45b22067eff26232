package io.gemstream.standalone.client;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.OperationsGrpc;
import io.gemstream.client.ResumableGeneration;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.Provenance;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A client of one or several gateways. Calls block; failures are {@link io.gemstream.proto.GemstreamException}s with
 * the gateway's own reason where it sent one. Closing, from any thread, cancels what runs.
 */
public final class GenerationClient implements AutoCloseable {

    private static final Duration GOODBYE = Duration.ofSeconds(1);
    /**
     * A gateway that has said nothing for so long is pinged, and left when it says nothing for as long again: a machine
     * that is gone, or a connection that a firewall forgot, ends no call by itself. gRPC pings no more often.
     */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final String targets;
    private final List<ManagedChannel> channels;
    private final CancellableContext calls;
    private volatile Optional<ResumableGeneration> running = Optional.empty();

    private GenerationClient(String targets, List<ManagedChannel> channels, CancellableContext calls) {
        this.targets = targets;
        this.channels = channels;
        this.calls = calls;
    }

    /**
     * A client of gateways that serve the same cluster; connects with the first call.
     *
     * @param targets without TLS
     */
    public static GenerationClient of(List<HostPort> targets) {
        return of(targets, Tenant.DEFAULT);
    }

    /** The same for a tenant. */
    public static GenerationClient of(List<HostPort> targets, Tenant tenant) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(RecordHeaders.TENANT, Metadata.ASCII_STRING_MARSHALLER), tenant.name());
        List<ManagedChannel> channels = new ArrayList<>();
        for (HostPort target : targets) {
            channels.add(NettyChannelBuilder.forAddress(target.host(), target.port()).usePlaintext()
                    .keepAliveTime(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .keepAliveTimeout(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata)).build());
        }
        String names = targets.stream().map(HostPort::toString).collect(Collectors.joining(","));
        return new GenerationClient(names, List.copyOf(channels), Context.ROOT.withCancellation());
    }

    /** Streams one generation to {@code reader}, in order, on this thread; goes on at another gateway where one dies. */
    public void generate(GenerateRequest request, Duration timeout, Consumer<GenerateResponse> reader) {
        ResumableGeneration generation = new ResumableGeneration(List.copyOf(channels), request,
                Deadline.after(timeout.toMillis(), TimeUnit.MILLISECONDS));
        running = Optional.of(generation);
        try {
            generation.read(reader);
        } catch (StatusRuntimeException failed) {
            throw CallErrors.failure(targets, failed);
        } finally {
            running = Optional.empty();
        }
    }

    /** Runs one generation to its end. */
    public FinishedGeneration complete(GenerateRequest request, Duration timeout) {
        List<Integer> ids = new ArrayList<>();
        AtomicReference<Provenance> provenance = new AtomicReference<>(Provenance.getDefaultInstance());
        generate(request, timeout, event -> {
            ids.addAll(event.getTokens().getIdsList());
            if (event.hasFinished()) {
                provenance.set(event.getFinished().getProvenance());
            }
        });
        return new FinishedGeneration(request.getModel(), ids, provenance.get());
    }

    /** Starts a generation without waiting for it; gives its operation's name. */
    public String submit(GenerateRequest request, Duration timeout) {
        GenerateRequest keyed = request.toBuilder().setRequestId(UUID.randomUUID().toString()).build();
        return call(timeout, stub -> OperationServiceGrpc.newBlockingStub(stub.getChannel())
                .withDeadline(stub.getCallOptions().getDeadline())
                .submit(keyed)
                .getName());
    }

    /**
     * What became of a generation.
     *
     * @throws io.gemstream.proto.GemstreamException INVALID_OPTION where it has not ended, or not well
     */
    public FinishedGeneration finished(String requestId, Duration timeout) {
        return FinishedGeneration.of(call(timeout, stub -> OperationsGrpc.newBlockingStub(stub.getChannel())
                .withDeadline(stub.getCallOptions().getDeadline())
                .getOperation(GetOperationRequest.newBuilder().setName("operations/" + requestId).build())));
    }

    /** Counts a prompt's tokens. */
    public CountTokensResponse count(CountTokensRequest request, Duration timeout) {
        return call(timeout, stub -> stub.countTokens(request));
    }

    /** Models served now. */
    public List<Model> models(Duration timeout) {
        return call(timeout, stub -> stub.listModels(ListModelsRequest.getDefaultInstance())).getModelsList();
    }

    /** Cancels, and waits up to a second or two for the gateway to be told. */
    @Override
    public void close() {
        running.ifPresent(ResumableGeneration::cancel);
        calls.cancel(null);
        channels.forEach(ManagedChannel::shutdown);
        for (ManagedChannel channel : channels) {
            try {
                if (!channel.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                    channel.shutdownNow();
                }
            } catch (InterruptedException interrupted) {
                channel.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks the gateways in turn until one is there. */
    private <T> T call(Duration timeout, Function<GenerationServiceBlockingStub, T> call) {
        Context outer = calls.attach();
        try {
            for (int i = 0; ; i++) {
                try {
                    return call.apply(GenerationServiceGrpc.newBlockingStub(channels.get(i))
                            .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
                } catch (StatusRuntimeException failed) {
                    if (failed.getStatus().getCode() != Status.Code.UNAVAILABLE || i == channels.size() - 1) {
                        throw CallErrors.failure(targets, failed);
                    }
                }
            }
        } finally {
            calls.detach(outer);
        }
    }
}
