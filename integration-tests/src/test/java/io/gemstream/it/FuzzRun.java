package io.gemstream.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Asks in batches, by gRPC and by Kafka at once; after each, whatever was accepted must end. */
final class FuzzRun {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(120);
    private static final int BATCHES_PER_LINE = 5;

    private final FuzzSettings settings;
    private final FuzzReport report;
    private final FuzzCalls calls;
    private final FuzzPrompts prompts;
    private final FuzzIds ids;
    private final FuzzAnswers answers;
    private final KafkaProducer<String, byte[]> producer;

    private FuzzRun(FuzzSettings settings, FuzzReport report, FuzzCalls calls, FuzzPrompts prompts, FuzzIds ids,
            FuzzAnswers answers, KafkaProducer<String, byte[]> producer) {
        this.settings = settings;
        this.report = report;
        this.calls = calls;
        this.prompts = prompts;
        this.ids = ids;
        this.answers = answers;
        this.producer = producer;
    }

    static FuzzReport of(Path data, FuzzSettings settings) throws Exception {
        FuzzReport report = new FuzzReport(settings);
        FuzzIds ids = new FuzzIds();
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of("gemstream.worker.slots", "24"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "1"),
                        new StringSerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(FuzzPrompts.ANSWERS, 4, (short) 1))).all().get();
            try (FuzzAnswers answers = new FuzzAnswers(broker)) {
                FuzzRun run = new FuzzRun(settings, report, new FuzzCalls(settings, report, ids, pipeline.channel(0)),
                        new FuzzPrompts(settings, ids), ids, answers, producer);
                run.drive(pipeline);
            }
            pipeline.stackTraces().forEach(report::fault);
        }
        return report;
    }

    private void drive(Pipeline pipeline) throws Exception {
        for (long first = 0, batch = 0; first < settings.requests(); first += settings.batch(), batch++) {
            long end = Math.min(first + settings.batch(), settings.requests());
            settle(ask(first, end));
            try {
                pipeline.assertAlive();
            } catch (AssertionError dead) {
                report.fault(dead.getMessage());
                return;
            }
            if (batch % BATCHES_PER_LINE == 0) {
                System.out.println(report.progress());
            }
        }
    }

    private Map<FuzzPrompts.Prompt, RecordMetadata> ask(long first, long end) throws Exception {
        AtomicLong next = new AtomicLong(first);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < settings.callers(); i++) {
                callers.add(threads.submit(() -> {
                    for (long number = next.getAndAdd(2); number < end; number = next.getAndAdd(2)) {
                        calls.call(number);
                    }
                }));
            }
            Map<FuzzPrompts.Prompt, Future<RecordMetadata>> records = new LinkedHashMap<>();
            List<FuzzPrompts.Prompt> batch = new ArrayList<>();
            for (long number = first + 1; number < end; number += 2) {
                FuzzPrompts.Prompt prompt = prompts.draw(number, batch);
                batch.add(prompt);
                records.put(prompt, producer.send(prompt.record()));
            }
            producer.flush();
            Map<FuzzPrompts.Prompt, RecordMetadata> sent = new LinkedHashMap<>();
            for (Map.Entry<FuzzPrompts.Prompt, Future<RecordMetadata>> record : records.entrySet()) {
                sent.put(record.getKey(), record.getValue().get());
                record.getKey().ids().forEach(ids::add);
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            return sent;
        }
    }

    private void settle(Map<FuzzPrompts.Prompt, RecordMetadata> sent) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            calls.takeAccepted().forEach(id -> threads.submit(() -> calls.settle(id)));
        }
        Map<FuzzPrompts.Prompt, RecordMetadata> open = new LinkedHashMap<>(sent);
        long startNs = System.nanoTime();
        boolean cancelled = false;
        while (true) {
            open.entrySet().removeIf(one -> {
                // Nobody is told of what somebody else said to forget.
                boolean ended = answers.has(one.getKey(), one.getValue())
                        || one.getKey().ids().stream().anyMatch(calls::hasDeleted);
                if (ended) {
                    report.ended("Kafka", one.getKey().answered() ? "answered or set aside" : "ended");
                }
                return ended;
            });
            Duration waited = Duration.ofNanos(System.nanoTime() - startNs);
            if (open.isEmpty() || waited.compareTo(SILENT_AFTER) > 0) {
                break;
            }
            if (!cancelled && waited.compareTo(PATIENCE) > 0) {
                open.keySet().forEach(prompt -> prompt.ids().forEach(calls::cancel));
                cancelled = true;
            }
            Thread.sleep(20);
        }
        open.forEach((prompt, where) -> {
            report.ended("Kafka", "silent");
            report.fault("prompt %d, %s-%d@%d: neither answered nor set aside: ids %s, headers %s, value %s".formatted(
                    prompt.number(), where.topic(), where.partition(), where.offset(), prompt.ids(),
                    prompt.record().headers(), new String(prompt.record().value(), StandardCharsets.UTF_8)));
        });
        answers.clear();
        calls.forgetDeleted();
    }
}
