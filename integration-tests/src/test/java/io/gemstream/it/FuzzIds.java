package io.gemstream.it;

import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The latest request ids, so that calls meet the generations of others. Thread-safe. */
final class FuzzIds {

    private static final int LATEST = 512;

    private final AtomicReferenceArray<String> latest = new AtomicReferenceArray<>(LATEST);
    private final AtomicInteger count = new AtomicInteger();

    void add(String requestId) {
        latest.set(Math.floorMod(count.getAndIncrement(), LATEST), requestId);
    }

    /** One of them, or one that nobody has. */
    String known(Random random) {
        String id = latest.get(random.nextInt(LATEST));
        return id == null ? new UUID(random.nextLong(), random.nextLong()).toString() : id;
    }
}
