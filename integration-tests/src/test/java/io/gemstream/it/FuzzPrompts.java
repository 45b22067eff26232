package io.gemstream.it;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.PromptRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Makes records for the prompts topics: prompts as clients write them, and what else may lie there. */
final class FuzzPrompts {

    static final String ANSWERS = "fuzz-answers";

    private static final int LATEST = 100_000;

    private static final List<String> TENANTS = List.of("a", "team.b", "", " ", "x y", "t".repeat(65), "é");
    private static final List<String> DEADLINES = List.of("soon", "30000", "1796088118", " 1796088118108", "", "-1",
            "2026-01-01T00:00:00Z", "99999999999999999999", "1", "9223372036854775807");
    private static final List<Long> TIMES = List.of(0L, 1L, 1_796_088_118L, 1_600_000_000_000L);
    private static final List<String> REPLY_TOPICS = List.of("", "bad topic!", "gemstream.tokens", "é", "a".repeat(300), "..");

    private final FuzzSettings settings;
    private final FuzzIds ids;
    private final Map<String, Set<Integer>> asked = new FuzzLatest<>(LATEST);

    FuzzPrompts(FuzzSettings settings, FuzzIds ids) {
        this.settings = settings;
        this.ids = ids;
    }

    /**
     * A record and who waits for it.
     *
     * @param record to send
     * @param ids under which it may be answered: its key and what its value says, as far as that can be read
     * @param answered whether it names the topic of the answers
     * @param again whether one of its ids has been given to the same prompt before
     */
    record Prompt(long number, ProducerRecord<String, byte[]> record, List<String> ids, boolean answered, boolean again) {}

    Prompt draw(long number) {
        Random random = settings.random(number);
        FuzzMessages messages = new FuzzMessages(random, new FuzzValues(random, ids));
        String topic = random.nextInt(5) == 0 ? Topics.BATCH_PROMPTS : Topics.PROMPTS;
        String key = new UUID(random.nextLong(), random.nextLong()).toString();
        PromptRecord prompt = prompt(random);
        int kind = random.nextInt(20);
        if (kind == 0) {
            key = ids.known(random);
        } else if (kind < 8) {
            prompt = messages.mutated(prompt, 1 + random.nextInt(3));
        } else if (kind == 8) {
            prompt = messages.random(prompt);
        }
        prompt = shortened(prompt, random);
        byte[] value = random.nextBoolean() ? json(prompt) : prompt.toByteArray();
        if (kind >= 9 && kind < 12) {
            value = damaged(value, random);
        }
        if (kind == 12) {
            key = random.nextBoolean() ? null : "";
        }
        Long timestamp = random.nextInt(30) == 0 ? TIMES.get(random.nextInt(TIMES.size())) : null;
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, null, timestamp, key, value);
        boolean answered = headers(record, random);
        List<String> names = names(key, value, prompt);
        return new Prompt(number, record, names, answered, askedBefore(names, value, record.headers()));
    }

    /** Whether one of the names has been asked for the same, which is compared without the names themselves. */
    private synchronized boolean askedBefore(List<String> names, byte[] value, Headers headers) {
        List<Object> same = new ArrayList<>();
        same.add(read(value).<Object>map(prompt -> prompt.toBuilder().clearRequestId().build())
                .orElseGet(() -> ByteBuffer.wrap(value)));
        for (String header : List.of(RecordHeaders.REPLY_TO, RecordHeaders.REPLY_MODE)) {
            Header given = headers.lastHeader(header);
            same.add(given == null ? List.of() : ByteBuffer.wrap(given.value()));
        }
        boolean before = false;
        for (String name : names) {
            before |= !asked.computeIfAbsent(name, _ -> new HashSet<>()).add(same.hashCode());
        }
        return before;
    }

    private static PromptRecord prompt(Random random) {
        GenerateRequest request = FuzzCorpus.request(random);
        return PromptRecord.newBuilder().setModel(TinyModel.NAME).setPrompt(request.getPrompt())
                .setSampling(request.getSampling()).build();
    }

    private static PromptRecord shortened(PromptRecord prompt, Random random) {
        return prompt.toBuilder().setSampling(FuzzCalls.shortened(
                GenerateRequest.newBuilder().setSampling(prompt.getSampling()).build(), random).getSampling()).build();
    }

    private static boolean headers(ProducerRecord<String, byte[]> record, Random random) {
        String replyTo = random.nextInt(20) == 0 ? REPLY_TOPICS.get(random.nextInt(REPLY_TOPICS.size())) : ANSWERS;
        if (random.nextInt(6) != 0) {
            header(record, RecordHeaders.REPLY_TO, replyTo);
        }
        if (random.nextInt(3) == 0) {
            header(record, RecordHeaders.REPLY_MODE,
                    random.nextInt(10) == 0 ? "both" : random.nextBoolean() ? "result" : "stream");
        }
        if (random.nextInt(15) == 0) {
            header(record, RecordHeaders.DEADLINE_MS, DEADLINES.get(random.nextInt(DEADLINES.size())));
        }
        if (random.nextInt(15) == 0) {
            header(record, RecordHeaders.TENANT, TENANTS.get(random.nextInt(TENANTS.size())));
        }
        return record.headers().lastHeader(RecordHeaders.REPLY_TO) != null && replyTo.equals(ANSWERS);
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] json(PromptRecord prompt) {
        try {
            return JsonFormat.printer().print(prompt).getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] damaged(byte[] value, Random random) {
        byte[] copy = value.clone();
        switch (random.nextInt(9)) {
            case 0 -> {
                return Arrays.copyOf(copy, random.nextInt(copy.length + 1));
            }
            case 1 -> {
                return ByteBuffer.allocate(copy.length + 5).put((byte) 0).putInt(random.nextInt(1_000)).put(copy).array();
            }
            case 2 -> {
                return ("\uFEFF" + new String(copy, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            }
            case 3 -> {
                return ("\n [" + new String(copy, StandardCharsets.UTF_8) + "]").getBytes(StandardCharsets.UTF_8);
            }
            case 4 -> {
                byte[] noise = new byte[random.nextInt(60)];
                random.nextBytes(noise);
                return noise;
            }
            case 5 -> {
                return "\"{\\\"model\\\": \\\"gemma2-tiny\\\"}\"".getBytes(StandardCharsets.UTF_8);
            }
            default -> {
                for (int i = 1 + random.nextInt(4); i > 0 && copy.length > 0; i--) {
                    copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                }
                return copy;
            }
        }
    }

    private static List<String> names(String key, byte[] value, PromptRecord prompt) {
        List<String> names = new ArrayList<>();
        if (key != null) {
            names.add(key);
        }
        names.add(prompt.getRequestId());
        read(value).map(PromptRecord::getRequestId).ifPresent(names::add);
        return names.stream().filter(name -> !name.isEmpty()).distinct().toList();
    }

    private static Optional<PromptRecord> read(byte[] value) {
        try {
            return Optional.of(PromptRecord.parseFrom(value));
        } catch (InvalidProtocolBufferException notBinary) {
            try {
                PromptRecord.Builder read = PromptRecord.newBuilder();
                JsonFormat.parser().merge(new String(value, StandardCharsets.UTF_8), read);
                return Optional.of(read.build());
            } catch (InvalidProtocolBufferException unreadable) {
                return Optional.empty();
            }
        }
    }
}
