package io.gemstream.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.ModelRecord;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OtherArithmeticTest {

    private static final WorkerIdentity EXACT = identity("cpu", "exact", "");

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
    private final OtherArithmetic others = new OtherArithmetic("m", nowNs::get);

    @Test
    void aWorkerThatComputesOtherwiseIsRememberedForAMinuteAfterItsLastHeartbeat() {
        others.hear(worker("m", EXACT.arithmetic()));
        assertThat(others.than(EXACT.arithmetic())).as("alike").isFalse();
        others.hear(worker("m", identity("cpu", "fast", "").arithmetic()));
        assertThat(others.than(EXACT.arithmetic())).isTrue();
        nowNs.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(others.than(EXACT.arithmetic())).isTrue();
        nowNs.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(others.than(EXACT.arithmetic())).isFalse();
    }

    @Test
    void otherModelsAndTokenizersDoNotCount() {
        others.hear(worker("n", "another"));
        others.hear(ModelRecord.newBuilder().setRole(ModelRecord.Role.TOKENIZER).setModel("m").build());
        assertThat(others.than(EXACT.arithmetic())).isFalse();
    }

    @Test
    void aWorkerThatDoesNotSayMayComputeOtherwise() {
        others.hear(worker("m", ""));
        assertThat(others.than(EXACT.arithmetic())).isTrue();
    }

    @Test
    void arithmeticIsDeviceProfileDetailAndVersionButNotTheDevicesNumber() {
        assertThat(identity("gpu:0", "bf16", "h200").arithmetic())
                .isEqualTo(identity("gpu:7", "bf16", "h200").arithmetic())
                .isNotEqualTo(identity("gpu:0", "bf16", "a100").arithmetic())
                .isNotEqualTo(identity("cpu", "bf16", "h200").arithmetic())
                .isNotEqualTo(identity("gpu:0", "f32", "h200").arithmetic());
    }

    private static WorkerIdentity identity(String device, String profile, String detail) {
        return new WorkerIdentity("w", device, profile, detail, "1.0", 512);
    }

    private static ModelRecord worker(String model, String arithmetic) {
        return ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel(model)
                .setArithmetic(arithmetic).build();
    }
}
