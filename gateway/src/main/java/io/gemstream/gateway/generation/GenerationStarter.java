package io.gemstream.gateway.generation;

import io.gemstream.gateway.admission.Admission;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.messaging.ControlPublisher;
import io.gemstream.gateway.messaging.OperationPublisher;
import io.gemstream.gateway.messaging.PromptPublisher;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.gateway.operation.RequestHash;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.service.models.ServedModels;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Accepts requests: starts a generation for each, or joins the one that the request's key names. Accepted means that
 * the broker has both its row and its prompt.
 *
 * <pre>
 *   id drawn here       prompt and row at once; nobody else can know the id
 *   id is a client's    row CLAIMED ... read back: ours came first -> prompt -> row QUEUED
 *                                       '- another's came first    -> join, or REQUEST_ID_REUSED
 *   joined              read the log from the row's offset; a row still CLAIMED may have lost its prompt with its
 *                       gateway, so the prompt is written again: a task too many ends at the log's rules
 * </pre>
 */
@Singleton
public final class GenerationStarter {

    /**
     * A request to be taken on.
     *
     * @param requestId drawn here or chosen by the client
     * @param keyed whether the client chose it
     * @param tenant for whom it is
     * @param deadline of the generation
     * @param trace what the prompt's record carries on
     * @param reader the call's own reader of the log, not yet opened; none where the client does not wait
     */
    public record Request(GenerateRequest message, String requestId, boolean keyed, Tenant tenant, Deadline deadline,
            Context trace, Optional<OpenStream> reader) {

        Lane lane() {
            return Lane.of(message.getPriority());
        }
    }

    private final GatewayConfig config;
    private final ServedModels models;
    private final StreamRegistry streams;
    private final OperationIndex index;
    private final GenerationHistory history;
    private final OperationRecorders operationRecorders;
    private final PromptPublisher prompts;
    private final OperationPublisher rows;
    private final ControlPublisher control;
    private final BacklogEstimates estimates;

    GenerationStarter(GatewayConfig config, ServedModels models, StreamRegistry streams, OperationIndex index,
            GenerationHistory history, BacklogEstimates estimates, OperationRecorders operationRecorders, PromptPublisher prompts,
            OperationPublisher rows, ControlPublisher control) {
        this.config = config;
        this.models = models;
        this.streams = streams;
        this.index = index;
        this.history = history;
        this.estimates = estimates;
        this.operationRecorders = operationRecorders;
        this.prompts = prompts;
        this.rows = rows;
        this.control = control;
    }

    /**
     * Takes a request on, or joins the generation that its key names.
     *
     * @return completes with the generation's row when it is safe with the broker and the reader is open
     * @throws GemstreamException where the request is refused at once; later refusals fail the stage
     */
    public CompletionStage<OperationRecord> start(Request request) {
        Optional<OperationRecord> known = request.keyed() ? index.get(request.requestId()) : Optional.empty();
        PromptRecord prompt = Admission.generate(request.message(), models, request.requestId(),
                seed(request.requestId()), System.currentTimeMillis());
        if (known.isPresent()) {
            return within(join(request, prompt, known.get()));
        }
        if (request.keyed()) {
            index.requireLoaded();
        }
        if (request.message().getRequestId().isEmpty()) {
            return begin(request, prompt);
        }
        return within(history.find(request.requestId())).thenCompose(ended ->
                ended.isPresent() ? within(join(request, prompt, ended.get())) : begin(request, prompt));
    }

    private CompletionStage<OperationRecord> begin(Request request, PromptRecord prompt) {
        estimates.check(prompt, request.lane(), request.tenant());
        OperationRecorders.Opening recorder = operationRecorders.open(request.requestId());
        CompletionStage<OperationRecord> accepted = recorder.open().thenCompose(offset -> {
            OperationRecord row = row(request, prompt, recorder.partition(), offset);
            return request.keyed() ? claim(request, prompt, row, recorder) : send(request, prompt, row, recorder);
        });
        return within(accepted).whenComplete((_, failure) -> {
            if (failure != null) {
                recorder.close();
                if (!request.keyed()) {
                    // The broker may have it all the same: its acknowledgement may be what got lost.
                    control.cancel(request.requestId(), "not acknowledged in time");
                    rows.delete(request.requestId());
                }
            }
        });
    }

    private CompletionStage<OperationRecord> send(Request request, PromptRecord prompt, OperationRecord claimed,
            OperationRecorders.Opening recorder) {
        OperationRecord row = claimed.toBuilder().setState(State.QUEUED).build();
        recorder.accepted(row);
        return open(request, row)
                .thenCompose(_ -> write(request, prompt, row).thenCombine(rows.publish(row), (_, _) -> row));
    }

    private CompletionStage<OperationRecord> claim(Request request, PromptRecord prompt, OperationRecord row,
            OperationRecorders.Opening recorder) {
        return rows.publish(row)
                .thenCompose(_ -> index.await(request.requestId(), config.deliveryTimeout()))
                .thenCompose(first -> {
                    if (!first.getClaimId().equals(row.getClaimId())) {
                        recorder.close();
                        // Compaction keeps a key's last row, and that must not be the claim that lost.
                        rows.note(first);
                        return join(request, prompt, first);
                    }
                    recorder.accepted(row);
                    return open(request, row).thenCompose(_ -> write(request, prompt, row))
                            .thenApply(_ -> queued(row));
                });
    }

    private CompletionStage<OperationRecord> join(Request request, PromptRecord prompt, OperationRecord row) {
        if (!row.getRequestHash().equals(RequestHash.of(request.message()))) {
            return CompletableFuture.failedFuture(new GemstreamException(ErrorReason.REQUEST_ID_REUSED,
                    "request_id: \"" + request.requestId() + "\" names a generation of another request"));
        }
        request.reader().ifPresent(reader -> streams.openAt(reader, row.getLogPartition(), row.getLogOffset()));
        return row.getState() == State.CLAIMED
                ? write(request, prompt, row).thenApply(_ -> queued(row))
                : CompletableFuture.completedFuture(row);
    }

    private OperationRecord queued(OperationRecord claimed) {
        OperationRecord row = claimed.toBuilder().setState(State.QUEUED).build();
        rows.note(row);
        return row;
    }

    private CompletionStage<?> open(Request request, OperationRecord row) {
        return request.reader().<CompletionStage<?>>map(reader -> streams.openAtEnd(reader, row.getLogPartition()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private CompletionStage<Void> write(Request request, PromptRecord prompt, OperationRecord row) {
        return prompts.publish(prompt.toBuilder().setLogPartition(row.getLogPartition()).build(), request.lane(),
                        Operations.tenant(row), request.deadline(), request.trace())
                .subscribeAsCompletionStage();
    }

    private <T> CompletionStage<T> within(CompletionStage<T> stage) {
        return Timeouts.within(stage, config.deliveryTimeout(), () -> new GemstreamException(
                ErrorReason.BROKER_UNAVAILABLE,
                "Kafka did not take the request within " + config.deliveryTimeout().toMillis() + " ms"));
    }

    private static OperationRecord row(Request request, PromptRecord prompt, int partition, long offset) {
        return OperationRecord.newBuilder()
                .setRequestId(request.requestId())
                .setState(State.CLAIMED)
                .setModel(prompt.getModel())
                .setRequestHash(RequestHash.of(request.message()))
                .setClaimId(UUID.randomUUID().toString())
                .setSampling(prompt.getSampling())
                .setCreatedMs(prompt.getCreatedMs())
                .setCostTokens(prompt.getSampling().getMaxTokens())
                .setLogPartition(partition)
                .setLogOffset(offset)
                .setPriority(request.lane().priority())
                .setTenant(request.tenant().name())
                .build();
    }

    /** Follows from the id, so that gateways that write the same request twice write the same prompt. */
    private static long seed(String requestId) {
        UUID id = UUID.fromString(requestId);
        return id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    }
}
