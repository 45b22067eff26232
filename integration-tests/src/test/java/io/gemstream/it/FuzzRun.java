package io.gemstream.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Many callers at once, by gRPC and by Kafka; each waits until what it began has ended before it asks again. */
final class FuzzRun {

    /** After this a caller cancels what it waits for. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(180);
    private static final int ONE_BY_KAFKA_OF = 20;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);
    /** A broker that has no processor for some seconds is no fault. */
    private static final Map<String, String> PATIENT =
            Map.of("gemstream.worker.slots", "12", "gemstream.gateway.delivery-timeout", "60s");

    private final FuzzSettings settings;
    private final FuzzReport report;
    private final FuzzIds ids;
    private final FuzzEnds ends;
    private final FuzzCalls calls;
    private final FuzzPrompts prompts;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    private FuzzRun(FuzzSettings settings, FuzzReport report, FuzzIds ids, FuzzEnds ends, FuzzCalls calls,
            KafkaProducer<String, byte[]> producer) {
        this.settings = settings;
        this.report = report;
        this.ids = ids;
        this.ends = ends;
        this.calls = calls;
        this.prompts = new FuzzPrompts(settings, ids);
        this.producer = producer;
    }

    static FuzzReport of(Path data, FuzzSettings settings) throws Exception {
        FuzzReport report = new FuzzReport(settings);
        FuzzIds ids = new FuzzIds();
        FuzzEnds ends = new FuzzEnds();
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, PATIENT);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "1"),
                        new StringSerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(FuzzPrompts.ANSWERS, 4, (short) 1))).all().get();
            try (FuzzAnswers answers = new FuzzAnswers(broker, ends)) {
                FuzzCalls calls = new FuzzCalls(settings, report, ids, ends, pipeline.channel(0));
                new FuzzRun(settings, report, ids, ends, calls, producer).drive(pipeline);
            }
            pipeline.stackTraces().forEach(report::fault);
        }
        return report;
    }

    private void drive(Pipeline pipeline) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < settings.callers(); i++) {
                callers.add(threads.submit(this::ask));
            }
            for (Future<?> caller : callers) {
                while (!ended(caller)) {
                    System.out.println(report.progress());
                    try {
                        pipeline.assertAlive();
                    } catch (AssertionError dead) {
                        report.fault(dead.getMessage());
                        stopped.set(true);
                        threads.shutdownNow();
                        return;
                    }
                }
            }
        }
    }

    private static boolean ended(Future<?> caller) throws InterruptedException, ExecutionException {
        try {
            caller.get(BETWEEN_LINES.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        }
    }

    private Void ask() throws Exception {
        for (long number = next.getAndIncrement(); number < settings.requests() && !stopped.get();
                number = next.getAndIncrement()) {
            if (number % ONE_BY_KAFKA_OF != 0) {
                for (String requestId : calls.call(number)) {
                    settle(number, requestId);
                }
            } else {
                send(prompts.draw(number));
            }
        }
        return null;
    }

    /** What was accepted must end. */
    private void settle(long number, String requestId) throws InterruptedException {
        Map<String, Long> ways = Map.of(FuzzEnds.log(requestId), 0L, FuzzEnds.deleted(requestId), 0L);
        if (!awaited(ways, List.of(requestId))) {
            report.fault("call %d: accepted, and never ended: %s".formatted(number, requestId));
            return;
        }
        report.generationEnded();
        if (settings.random(number).nextInt(8) == 0) {
            calls.requireDone(requestId);
        }
    }

    /** A record must be answered where it said, or be set aside. */
    private void send(FuzzPrompts.Prompt prompt) throws Exception {
        // The same prompt again is answered once, which may have been before.
        long since = prompt.again() ? 0 : ends.count();
        RecordMetadata where = producer.send(prompt.record()).get();
        prompt.ids().forEach(ids::add);
        Map<String, Long> ways = new LinkedHashMap<>();
        ways.put(FuzzEnds.deadLetter(where.topic(), where.partition(), where.offset()), 0L);
        for (String id : prompt.ids()) {
            ways.put(FuzzEnds.answer(id), since);
            // Nobody is told of what somebody else said to forget.
            ways.put(FuzzEnds.deleted(id), 0L);
            if (!prompt.answered()) {
                ways.put(FuzzEnds.log(id), since);
            }
        }
        if (awaited(ways, prompt.ids())) {
            report.ended("Kafka", prompt.answered() ? "answered or set aside" : "ended");
            return;
        }
        report.ended("Kafka", "silent");
        report.fault("prompt %d, %s-%d@%d: neither answered nor set aside: ids %s, headers %s, value %s".formatted(
                prompt.number(), where.topic(), where.partition(), where.offset(), prompt.ids(),
                prompt.record().headers(), new String(prompt.record().value(), StandardCharsets.UTF_8)));
    }

    private boolean awaited(Map<String, Long> ways, List<String> requestIds) throws InterruptedException {
        if (ends.await(ways, PATIENCE)) {
            return true;
        }
        report.slow();
        requestIds.forEach(calls::cancel);
        return ends.await(ways, SILENT_AFTER);
    }
}
