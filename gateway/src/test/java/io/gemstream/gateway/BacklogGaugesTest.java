package io.gemstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.ModelRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogGaugesTest {

    @Test
    void aLargeCacheCountsForMoreThanASmallOne() {
        assertThat(BacklogGauges.kvCacheUsed(List.of(worker(3_000, 0.5), worker(1_000, 1)))).isEqualTo(0.625);
        assertThat(BacklogGauges.kvCacheUsed(List.of())).isZero();
    }

    private static ModelRecord worker(long kvCacheTokens, double used) {
        return ModelRecord.newBuilder().setKvCacheTokens(kvCacheTokens).setKvCacheUsed(used).build();
    }
}
