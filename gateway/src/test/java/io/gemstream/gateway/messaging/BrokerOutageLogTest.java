package io.gemstream.gateway.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerOutageLogTest {

    private final Logger logger = Logger.getLogger(BrokerOutageLog.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage().substring(0, "Kafka does".length()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final BrokerOutageLog outages = new BrokerOutageLog();

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void anOutageIsALineAndSoIsItsEnd() {
        begin().complete("taken");
        assertThat(lines).isEmpty();
        begin().fail(new TimeoutException("5000 ms"));
        begin().fail(new TimeoutException("5000 ms"));
        assertThat(lines).containsExactly("Kafka does");
        begin().complete("taken");
        begin().complete("taken");
        assertThat(lines).containsExactly("Kafka does", "Kafka take");
    }

    @Test
    void aWriteThatWaitedThroughAnOutageBeginsNoOther() {
        UniEmitter<? super String> waited = begin();
        begin().fail(new TimeoutException("5000 ms"));
        begin().complete("taken");
        waited.fail(new TimeoutException("5000 ms"));
        assertThat(lines).containsExactly("Kafka does", "Kafka take");
    }

    @Test
    void aWriteThatWasTakenBeforeAnOutageDoesNotEndIt() {
        UniEmitter<? super String> taken = begin();
        begin().fail(new TimeoutException("5000 ms"));
        taken.complete("taken");
        assertThat(lines).containsExactly("Kafka does");
    }

    @Test
    void aRecordThatIsTooLargeIsNoOutage() {
        begin().fail(new RecordTooLargeException("1800 bytes"));
        assertThat(lines).isEmpty();
    }

    private UniEmitter<? super String> begin() {
        AtomicReference<UniEmitter<? super String>> write = new AtomicReference<>();
        outages.watch(Uni.createFrom().<String>emitter(write::set)).subscribe().with(_ -> {}, _ -> {});
        return write.get();
    }
}
