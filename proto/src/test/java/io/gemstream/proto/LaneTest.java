package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.v1.Priority;
import org.junit.jupiter.api.Test;

class LaneTest {

    @Test
    void aRequestThatSaysNothingIsInteractive() {
        assertThat(Lane.of(Priority.PRIORITY_UNSPECIFIED)).isEqualTo(Lane.INTERACTIVE);
        assertThat(Lane.of(Priority.BATCH)).isEqualTo(Lane.BATCH);
        assertThatThrownBy(() -> Lane.of(Priority.UNRECOGNIZED)).isInstanceOf(GemstreamException.class);
    }

    @Test
    void aLaneIsATopicAndBack() {
        for (Lane lane : Lane.values()) {
            assertThat(Lane.ofTopic(lane.topic())).isEqualTo(lane);
        }
    }
}
