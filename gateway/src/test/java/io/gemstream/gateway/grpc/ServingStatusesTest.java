package io.gemstream.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.models.ServedModels;
import org.junit.jupiter.api.Test;

class ServingStatusesTest {

    private long nowMs;
    private final ServedModels models = new ServedModels(() -> nowMs, () -> nowMs * 1_000_000);

    @Test
    void theGatewayServesOnceItKnowsTheModels() {
        assertThat(ServingStatuses.of("", models, false)).contains(ServingStatus.NOT_SERVING);
        models.endHistory();
        assertThat(ServingStatuses.of("", models, false)).contains(ServingStatus.SERVING);
        assertThat(ServingStatuses.of("gateway", models, false)).contains(ServingStatus.SERVING);
    }

    @Test
    void nothingServesWhileTheProcessEnds() {
        models.endHistory();
        models.put("t", record(ModelRecord.Role.TOKENIZER));
        models.put("w", record(ModelRecord.Role.WORKER));
        for (String service : new String[] {"", "gateway", "tokenizer", "worker/a"}) {
            assertThat(ServingStatuses.of(service, models, false)).as(service).contains(ServingStatus.SERVING);
            assertThat(ServingStatuses.of(service, models, true)).as(service).contains(ServingStatus.NOT_SERVING);
        }
    }

    @Test
    void workersServeWhileOneOfTheirModelLives() {
        models.put("w", record(ModelRecord.Role.WORKER));
        nowMs += 99;
        assertThat(ServingStatuses.of("worker/a", models, false)).contains(ServingStatus.SERVING);
        nowMs += 1;
        assertThat(ServingStatuses.of("worker/a", models, false)).contains(ServingStatus.NOT_SERVING);
    }

    @Test
    void otherServicesAreUnknown() {
        assertThat(ServingStatuses.of("nope", models, false)).isEmpty();
        assertThat(ServingStatuses.of("worker/nope", models, false)).isEmpty();
    }

    private static ModelRecord record(ModelRecord.Role role) {
        return ModelRecord.newBuilder().setRole(role).setModel("a").setHeartbeatMs(0).setTimeToLiveMs(100).build();
    }
}
