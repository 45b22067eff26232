package io.gemstream.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.gateway.config.TestConfig;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.service.models.ServedModels;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four slots that share 20 tokens a second, five minutes of backlog. */
class BacklogEstimatesTest {

    private static final int SLOTS = 4;
    private static final int CONTEXT = 32_768;

    private final ServedModels models = new ServedModels();
    private final OperationIndex index = new OperationIndex(10_000, Duration.ofDays(1), System::currentTimeMillis);
    private final BacklogEstimates estimates =
            new BacklogEstimates(TestConfig.gateway(Map.of()), TestConfig.lanes(), models, index);

    BacklogEstimatesTest() {
        models.put("w", ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel("m").setSlots(SLOTS)
                .setTokensPerSecond(20).setContextLength(CONTEXT).setKvCacheTokens(CONTEXT / 2)
                .setHeartbeatMs(System.currentTimeMillis()).setTimeToLiveMs(600_000).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000_000_000, 100_000, 4_096})
    void largeLimitsAtWorkKeepNobodyOut(int maxTokens) {
        for (int i = 0; i < SLOTS; i++) {
            index.put(row("r" + i, State.RUNNING, maxTokens, false));
        }
        assertThat(estimates.longestWait("m", Lane.INTERACTIVE))
                .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(2));
        for (int i = 0; i < 8; i++) {
            assertThatCode(() -> check(32)).doesNotThrowAnyException();
            index.put(row("w" + i, State.QUEUED, 32, false));
        }
    }

    @Test
    void theNextIsTakenEvenWhereEverySlotIsBusyForLong() {
        for (int i = 0; i < SLOTS; i++) {
            index.put(row("r" + i, State.RUNNING, 2_000_000_000, true));
        }
        assertThatCode(() -> check(2_000_000_000)).doesNotThrowAnyException();
        assertThat(estimates.longestWait("m", Lane.INTERACTIVE).toSeconds())
                .as("half a context of tokens, a fourth of the speed").isCloseTo(CONTEXT / 2 / 5, within(60L));
    }

    @Test
    void theRefusalAndTheGaugeNameOneWait() {
        for (int i = 0; i < 200; i++) {
            index.put(row("w" + i, State.QUEUED, 500, true));
        }
        GemstreamException refused = catchThrowableOfType(GemstreamException.class, () -> check(256));

        assertThat(refused.reason()).isEqualTo(ErrorReason.BACKLOG_FULL);
        assertThat(refused.retryAfter()).hasValueSatisfying(delay ->
                assertThat(delay).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(5)));
        assertThat(refused.metadata().get("estimated_wait_ms"))
                .isEqualTo(Long.toString(estimates.longestWait("m", Lane.INTERACTIVE).toMillis()));
    }

    @Test
    void anotherTenantsLargeLimitsAreNoReasonToRefuse() {
        for (int i = 0; i < 10; i++) {
            index.put(row("w" + i, State.QUEUED, 2_000_000_000, false).toBuilder().setTenant("other").build());
        }
        assertThatCode(() -> check(32)).doesNotThrowAnyException();
    }

    private void check(int maxTokens) {
        estimates.check(PromptRecord.newBuilder().setModel("m")
                .setSampling(SamplingOptions.newBuilder().setMaxTokens(maxTokens)).build(), Lane.INTERACTIVE, Tenant.DEFAULT);
    }

    private static OperationRecord row(String id, State state, int maxTokens, boolean endless) {
        long nowMs = System.currentTimeMillis();
        return OperationRecord.newBuilder().setRequestId(id).setState(state).setModel("m").setCreatedMs(nowMs)
                .setStartedMs(nowMs).setCostTokens(maxTokens)
                .setSampling(SamplingOptions.newBuilder().setIgnoreEos(endless)).build();
    }
}
