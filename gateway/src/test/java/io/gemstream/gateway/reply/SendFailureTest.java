package io.gemstream.gateway.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.reply.SendFailure.Kind;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.junit.jupiter.api.Test;

class SendFailureTest {

    @Test
    void whatCannotHealIsHopeless() {
        for (ApiException never : List.of(new RecordTooLargeException("1"), new TopicAuthorizationException("t"),
                new InvalidTopicException("t"), new UnsupportedCompressionTypeException("zstd"),
                new InvalidTimestampException("t"), new InvalidRecordException("t"), new PolicyViolationException("t"))) {
            assertThat(SendFailure.of(new ExecutionException(never)).kind()).as(never.toString()).isEqualTo(Kind.HOPELESS);
        }
    }

    @Test
    void whatMayHealIsTriedAgain() {
        for (ApiException later : List.of(new TimeoutException("t"), new NotLeaderOrFollowerException("t"),
                new NotEnoughReplicasException("t"), new UnknownTopicOrPartitionException("t"))) {
            assertThat(SendFailure.of(later).kind()).as(later.toString()).isEqualTo(Kind.MAY_PASS);
        }
    }

    @Test
    void whatAProducerDoesNotGetOverIsTriedWithAnother() {
        for (KafkaException broken : List.of(new ProducerFencedException("t"), new OutOfOrderSequenceException("t"),
                new ClusterAuthorizationException("t"), new SaslAuthenticationException("t"),
                new KafkaException("in an error state"))) {
            assertThat(SendFailure.of(broken).kind()).as(broken.toString()).isEqualTo(Kind.BROKEN_PRODUCER);
        }
    }

    @Test
    void theCauseIsNamedWithoutThePackage() {
        assertThat(SendFailure.of(new RecordTooLargeException("1800 bytes")).why()).isEqualTo("RecordTooLarge: 1800 bytes");
    }
}
