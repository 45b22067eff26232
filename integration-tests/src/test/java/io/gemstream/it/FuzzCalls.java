package io.gemstream.it;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.rpc.ErrorInfo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.inference.GRPCInferenceServiceGrpc;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.WatchRequest;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Calls every method of a gateway with requests made from its descriptor, and judges how each call ends: with an answer,
 * or with a status of the error table that is the client's doing.
 */
final class FuzzCalls {

    private static final int HANGS_AFTER_S = 180;
    private static final int LONGEST_MESSAGE = 4_000;
    private static final int ENOUGH_TOKENS = 200;
    private static final int LONG_PROMPT = 1_000;
    private static final int FEW_TEXTS = 2;
    /** More are refused. */
    private static final int MOST_TEXTS = 16;
    private static final List<String> TENANTS = List.of("a", "team.b", "default", "", " ", "x y", "t".repeat(65), "a/b");
    private static final Set<Status.Code> OURS =
            Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS, Status.Code.UNAVAILABLE,
                    Status.Code.UNIMPLEMENTED, Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED,
                    Status.Code.ABORTED);

    private final List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
    private final FuzzSettings settings;
    private final FuzzReport report;
    private final FuzzIds ids;
    private final Channel channel;
    private final FuzzEnds ends;

    FuzzCalls(FuzzSettings settings, FuzzReport report, FuzzIds ids, FuzzEnds ends, Channel channel) {
        this.settings = settings;
        this.report = report;
        this.ids = ids;
        this.ends = ends;
        this.channel = channel;
        methods.addAll(GenerationServiceGrpc.getServiceDescriptor().getMethods());
        methods.addAll(OperationServiceGrpc.getServiceDescriptor().getMethods());
        methods.addAll(OperationsGrpc.getServiceDescriptor().getMethods());
        methods.addAll(HealthGrpc.getServiceDescriptor().getMethods());
        methods.addAll(GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods());
    }

    /** Makes one call, waits for its end, and gives the ids of the generations that it began. */
    List<String> call(long number) {
        Random random = settings.random(number);
        // Most work is where generations are: three of four calls go to the methods that begin one.
        MethodDescriptor<?, ?> method = switch (random.nextInt(4)) {
            case 0 -> GenerationServiceGrpc.getGenerateMethod();
            case 1 -> random.nextBoolean() ? OperationServiceGrpc.getSubmitMethod()
                    : GenerationServiceGrpc.getGenerateMethod();
            case 2 -> random.nextBoolean() ? GRPCInferenceServiceGrpc.getModelInferMethod()
                    : GRPCInferenceServiceGrpc.getModelStreamInferMethod();
            default -> methods.get(random.nextInt(methods.size()));
        };
        List<String> accepted = new ArrayList<>();
        call(number, method, random, accepted);
        accepted.forEach(ids::add);
        return accepted;
    }

    private <Q, A> void call(long number, MethodDescriptor<Q, A> method, Random random, List<String> accepted) {
        PrototypeMarshaller<Q> requests = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
        Message request = request((Message) requests.getMessagePrototype(), random);
        boolean hurried = random.nextInt(12) == 0;
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(
                hurried ? 1 + random.nextInt(400) : TimeUnit.SECONDS.toMillis(HANGS_AFTER_S), TimeUnit.MILLISECONDS);
        // Health/Watch never ends by itself.
        int leaveAfter = method == HealthGrpc.getWatchMethod() ? 1
                : random.nextInt(12) == 0 ? random.nextInt(5) : Integer.MAX_VALUE;
        Status status;
        try {
            status = run(method, request, options, random, leaveAfter, accepted);
        } catch (StatusRuntimeException failed) {
            status = judge(method, failed, hurried, leaveAfter).map(fault -> {
                report.fault("call %d: %s: %s: %s".formatted(number, method.getFullMethodName(), fault, text(request)));
                return failed.getStatus();
            }).orElse(failed.getStatus());
            report.ended(method.getBareMethodName(),
                    status.getCode() + " " + GenerationClient.reason(failed).map(Enum::name).orElse("-"));
            return;
        } catch (RuntimeException | AssertionError broken) {
            report.fault("call %d: %s: %s: %s".formatted(number, method.getFullMethodName(), broken, text(request)));
            report.ended(method.getBareMethodName(), "broken");
            return;
        }
        report.ended(method.getBareMethodName(), status.getCode().name());
    }

    private <Q, A> Status run(MethodDescriptor<Q, A> method, Message request, CallOptions options, Random random,
            int leaveAfter, List<String> accepted) {
        Channel door = random.nextInt(8) == 0 ? ofTenant(TENANTS.get(random.nextInt(TENANTS.size()))) : channel;
        if (method == GRPCInferenceServiceGrpc.getModelStreamInferMethod()) {
            List<Message> requests = new ArrayList<>(List.of(request));
            for (int i = random.nextInt(3); i > 0; i--) {
                requests.add(request(request.getDefaultInstanceForType(), random));
            }
            return FuzzInference.stream(door, options, requests, HANGS_AFTER_S, leaveAfter, accepted);
        }
        if (method.getType() == MethodDescriptor.MethodType.UNARY) {
            if (request instanceof DeleteOperationRequest forgotten) {
                // Before the call: one whose client gave up may have done it all the same.
                ends.add(FuzzEnds.deleted(forgotten.getName().replaceFirst("^operations/", "")));
            }
            A answer = ClientCalls.blockingUnaryCall(door, method, options, (Q) request);
            if (answer instanceof Operation operation && method == OperationServiceGrpc.getSubmitMethod()) {
                accepted.add(operation.getName().substring("operations/".length()));
            }
            if (answer instanceof ModelInferResponse inferred) {
                FuzzInference.note(inferred, accepted);
            }
            return Status.OK;
        }
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            Context before = context.attach();
            try {
                Iterator<A> answers = ClientCalls.blockingServerStreamingCall(door, method, options, (Q) request);
                List<GenerateResponse> events = new ArrayList<>();
                Set<String> cancelled = new HashSet<>();
                for (int i = 0; answers.hasNext(); i++) {
                    if (answers.next() instanceof GenerateResponse event) {
                        events.add(event);
                        if (event.hasAccepted()) {
                            accepted.add(event.getAccepted().getRequestId());
                        }
                    }
                    if (i + 1 >= leaveAfter) {
                        return Status.CANCELLED;
                    }
                    if (Answer.tokens(events) > ENOUGH_TOKENS) {
                        // Each once: a cancel for every event would take longer than a call may.
                        events.stream().filter(GenerateResponse::hasAccepted)
                                .map(event -> event.getAccepted().getRequestId())
                                .filter(cancelled::add)
                                .forEach(this::cancel);
                    }
                }
                requireWhole(request, events);
                return Status.OK;
            } finally {
                context.detach(before);
            }
        }
    }

    /** Of a stream that ended well each choice begins with Accepted, ends with Finished and has every token between. */
    private static void requireWhole(Message request, List<GenerateResponse> events) {
        if (!(request instanceof GenerateRequest) && !(request instanceof WatchRequest)) {
            return;
        }
        int choices = request instanceof GenerateRequest generate && generate.hasN() ? generate.getN() : 1;
        for (int choice = 0; choice < choices; choice++) {
            int of = choice;
            List<GenerateResponse> own = events.stream().filter(event -> event.getChoice() == of).toList();
            if (own.size() < 2 || !own.getFirst().hasAccepted() || !own.getLast().hasFinished()) {
                throw new AssertionError("not a whole stream: " + own);
            }
            int next = request instanceof WatchRequest watch && watch.hasStartingAfter()
                    ? watch.getStartingAfter() + 1 : 0;
            for (GenerateResponse event : own) {
                if (event.hasTokens() && event.getTokens().getIdsCount() > 0) {
                    if (event.getTokens().getIndex() != next) {
                        throw new AssertionError("token index " + event.getTokens().getIndex() + " in place of " + next);
                    }
                    next += event.getTokens().getIdsCount();
                }
            }
        }
    }

    private Message request(Message prototype, Random random) {
        FuzzMessages messages = new FuzzMessages(random, new FuzzValues(random, ids));
        // Random ones are refused where they come in and cost little; what is nearly right goes far.
        int kind = random.nextInt(20);
        Message request = switch (prototype) {
            case GenerateRequest _ when kind < 12 -> FuzzCorpus.request(random);
            case ModelInferRequest _ when kind < 15 -> FuzzInference.request(random);
            case CountTokensRequest _ when kind < 12 ->
                    CountTokensRequest.newBuilder().setPrompt(FuzzCorpus.prompt(random)).build();
            default -> messages.random(prototype);
        };
        // Nearly right has to be seen often, or nothing is taken.
        if (kind > (request instanceof ModelInferRequest ? 9 : 0)) {
            request = messages.mutated(request, kind < 4 ? 1 + random.nextInt(3) : 1 + random.nextInt(10));
        }
        return switch (request) {
            case GenerateRequest generate -> fewer(shortened(generate, random));
            case ModelInferRequest infer -> FuzzInference.shortened(infer);
            default -> request;
        };
    }

    /** Left open, an answer has 256 tokens; most of a million should have few. */
    static GenerateRequest shortened(GenerateRequest request, Random random) {
        if (request.getSampling().hasMaxTokens() || random.nextInt(200) == 0) {
            return request;
        }
        GenerateRequest.Builder shorter = request.toBuilder();
        shorter.getSamplingBuilder().setMaxTokens(1 + random.nextInt(4));
        return shorter.build();
    }

    /**
     * Few texts of a long prompt. Where it is scored each text reads all of it, whatever the cache of prefixes has: a dozen
     * keep the one worker from all other callers for minutes.
     */
    private static GenerateRequest fewer(GenerateRequest request) {
        boolean isMuch = request.getN() > FEW_TEXTS && request.getN() <= MOST_TEXTS
                && request.getPrompt().getText().length() > LONG_PROMPT;
        return isMuch ? request.toBuilder().setN(FEW_TEXTS).build() : request;
    }

    /** What is wrong with the end of a call, if anything. */
    private static Optional<String> judge(
            MethodDescriptor<?, ?> method, StatusRuntimeException failed, boolean hurried, int leaveAfter) {
        Status status = failed.getStatus();
        String said = status + "; trailers " + failed.getTrailers();
        com.google.rpc.Status details = StatusProto.fromThrowable(failed);
        Optional<ErrorInfo> info = details == null ? Optional.empty() : ErrorStatus.errorInfo(details);
        if (isOurs(status)) {
            return Optional.of(said);
        }
        if (status.getDescription() != null && status.getDescription().length() > LONGEST_MESSAGE) {
            return Optional.of("a message of " + status.getDescription().length() + " characters: " + said);
        }
        if (info.isPresent()) {
            return ErrorStatus.reason(details).isPresent() ? Optional.empty() : Optional.of("an unknown reason: " + said);
        }
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> hurried ? Optional.empty() : Optional.of("hangs: " + said);
            case CANCELLED -> leaveAfter < Integer.MAX_VALUE ? Optional.empty() : Optional.of(said);
            // The health protocol has no details.
            case NOT_FOUND -> method.getServiceName().equals(HealthGrpc.SERVICE_NAME) ? Optional.empty() : Optional.of(said);
            default -> Optional.of("no ErrorInfo: " + said);
        };
    }

    /** Of a generation whose log has ended the gateway says that it is done, or that somebody had it forgotten. */
    void requireDone(String requestId) {
        WaitOperationRequest wait = WaitOperationRequest.newBuilder().setName("operations/" + requestId)
                .setTimeout(Duration.newBuilder().setSeconds(HANGS_AFTER_S)).build();
        try {
            Operation operation = OperationsGrpc.newBlockingStub(channel).waitOperation(wait);
            if (!operation.getDone()) {
                report.fault("its log has ended, and it is not done: " + text(operation));
            }
        } catch (StatusRuntimeException failed) {
            boolean forgotten = GenerationClient.reason(failed).filter(ErrorReason.OPERATION_NOT_FOUND::equals).isPresent()
                    && ends.number(FuzzEnds.deleted(requestId)).isPresent();
            if (!forgotten) {
                report.fault("accepted, and then: " + requestId + ": " + failed.getStatus());
            }
        }
    }

    /** Ends a generation, if there is one. */
    void cancel(String requestId) {
        try {
            OperationsGrpc.newBlockingStub(channel).cancelOperation(
                    CancelOperationRequest.newBuilder().setName("operations/" + requestId).build());
        } catch (StatusRuntimeException gone) {
            // Deleted by another call, or never accepted: whoever waits for its end will say so.
        }
    }

    /** Whether a status says that something is wrong here, and not with a request. */
    static boolean isOurs(Status status) {
        return OURS.contains(status.getCode());
    }

    private Channel ofTenant(String tenant) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-gemstream-tenant", Metadata.ASCII_STRING_MARSHALLER), tenant);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static String text(Message request) {
        return TextFormat.printer().emittingSingleLine(true).printToString(request);
    }
}
