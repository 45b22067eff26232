package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More work than may wait is refused with the time after which it would not be, and taken then. */
class BacklogIT {

    private static final List<Integer> PROMPT = TinyModel.golden().promptIds();
    private static final int MOST = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aFullBacklogIsRefusedWithItsDelayAndTakenAfterwards(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of(
                        "gemstream.worker.slots", "1",
                        "gemstream.worker.heartbeat", "500ms",
                        "gemstream.gateway.max-backlog", "15s"))) {
            GenerationClient client = pipeline.client(0);
            // What the worker's speed is said to be comes from work that it did.
            for (int i = 0; i < 8; i++) {
                client.generate(request());
            }
            assertALargeLimitAtWorkKeepsNobodyOut(client);
            StatusRuntimeException refused = untilRefused(client);
            long refusedNs = System.nanoTime();
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(GenerationClient.reason(refused)).contains(ErrorReason.BACKLOG_FULL);
            Duration delay = retryDelay(refused);
            assertThat(delay).isPositive();

            Operation[] taken = new Operation[1];
            await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(20))
                    .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .until(() -> (taken[0] = client.operations().submit(request())) != null);
            System.out.printf("RetryInfo %d ms, taken after %d ms%n", delay.toMillis(),
                    (System.nanoTime() - refusedNs) / 1_000_000);
            assertThat(client.longRunning().waitOperation(
                    WaitOperationRequest.newBuilder().setName(taken[0].getName()).build()).getDone()).isTrue();
        }
    }

    /** It would hold the only slot for days, if it were to use what it may. */
    private static void assertALargeLimitAtWorkKeepsNobodyOut(GenerationClient client) {
        ClientCall large = client.start(GenerationClient.greedy(Prompts.ids(PROMPT), 2_000_000_000));
        large.awaitTokens(1, LIMIT);
        Operation next = client.operations().submit(GenerationClient.greedy(Prompts.ids(PROMPT), 8));
        large.cancel();
        assertThat(client.longRunning().waitOperation(
                WaitOperationRequest.newBuilder().setName(next.getName()).build()).getDone()).isTrue();
    }

    private static StatusRuntimeException untilRefused(GenerationClient client) {
        for (int i = 0; i < MOST; i++) {
            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                    () -> client.operations().submit(request()));
            if (refused != null) {
                return refused;
            }
        }
        throw new AssertionError(MOST + " generations were taken");
    }

    private static Duration retryDelay(StatusRuntimeException refused) throws Exception {
        for (Any detail : StatusProto.fromThrowable(refused).getDetailsList()) {
            if (detail.is(RetryInfo.class)) {
                var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
            }
        }
        throw new AssertionError("no RetryInfo in " + refused);
    }

    private static GenerateRequest request() {
        return GenerationClient.greedy(Prompts.ids(PROMPT), 500);
    }
}
