package io.gemstream.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.proto.v1.ModelRecord;
import org.junit.jupiter.api.Test;

class ServingStatusesTest {

    private final ModelDirectory models = new ModelDirectory();

    @Test
    void theGatewayServesOnceItKnowsTheModels() {
        assertThat(ServingStatuses.of("", models, false, 0)).contains(ServingStatus.NOT_SERVING);
        models.markLoaded();
        assertThat(ServingStatuses.of("", models, false, 0)).contains(ServingStatus.SERVING);
        assertThat(ServingStatuses.of("gateway", models, false, 0)).contains(ServingStatus.SERVING);
    }

    @Test
    void nothingServesWhileTheProcessEnds() {
        models.markLoaded();
        models.put("t", record(ModelRecord.Role.TOKENIZER));
        models.put("w", record(ModelRecord.Role.WORKER));
        for (String service : new String[] {"", "gateway", "tokenizer", "worker/a"}) {
            assertThat(ServingStatuses.of(service, models, false, 0)).as(service).contains(ServingStatus.SERVING);
            assertThat(ServingStatuses.of(service, models, true, 0)).as(service).contains(ServingStatus.NOT_SERVING);
        }
    }

    @Test
    void workersServeWhileOneOfTheirModelLives() {
        models.put("w", record(ModelRecord.Role.WORKER));
        assertThat(ServingStatuses.of("worker/a", models, false, 99)).contains(ServingStatus.SERVING);
        assertThat(ServingStatuses.of("worker/a", models, false, 100)).contains(ServingStatus.NOT_SERVING);
    }

    @Test
    void otherServicesAreUnknown() {
        assertThat(ServingStatuses.of("nope", models, false, 0)).isEmpty();
        assertThat(ServingStatuses.of("worker/nope", models, false, 0)).isEmpty();
    }

    private static ModelRecord record(ModelRecord.Role role) {
        return ModelRecord.newBuilder().setRole(role).setModel("a").setHeartbeatMs(0).setTimeToLiveMs(100).build();
    }
}
