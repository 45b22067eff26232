package io.gemstream.standalone.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures how fast threads together read memory that no cache holds: the ceiling of decoding, which reads all weights
 * for each step. Takes the best of several passes, since whatever else the machine does only slows them.
 */
final class MemoryBandwidth {

    private static final long TOTAL_BYTES = 1L << 29; // far beyond the caches of today's machines
    private static final int PASSES = 8;
    private static final long STRIDE = 4L * Long.BYTES;

    private MemoryBandwidth() {}

    /** Bytes per second. Takes half a gibibyte off the heap meanwhile, and a second or so. */
    static double measure(int threads) throws InterruptedException {
        try (Arena arena = Arena.ofShared();
                ExecutorService readers = Executors.newFixedThreadPool(threads)) {
            long share = TOTAL_BYTES / threads / STRIDE * STRIDE;
            List<MemorySegment> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                parts.add(arena.allocate(share, Long.BYTES).fill((byte) 1)); // written, so that it is backed by memory
            }
            double best = 0;
            for (int pass = 0; pass < PASSES; pass++) {
                long begin = System.nanoTime();
                long sum = readAll(readers, parts);
                double seconds = (System.nanoTime() - begin) / 1e9;
                if (sum == 0) {
                    throw new IllegalStateException("memory that was filled with ones adds up to 0");
                }
                best = Math.max(best, share * threads / seconds);
            }
            return best;
        }
    }

    private static long readAll(ExecutorService readers, List<MemorySegment> parts) throws InterruptedException {
        List<Future<Long>> sums = new ArrayList<>();
        for (MemorySegment part : parts) {
            sums.add(readers.submit(() -> sum(part)));
        }
        long total = 0;
        for (Future<Long> sum : sums) {
            try {
                total |= sum.get();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return total;
    }

    /** Four sums, so that no addition waits for the one before it. */
    private static long sum(MemorySegment part) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (long at = 0; at < part.byteSize(); at += STRIDE) {
            a += part.get(ValueLayout.JAVA_LONG, at);
            b += part.get(ValueLayout.JAVA_LONG, at + Long.BYTES);
            c += part.get(ValueLayout.JAVA_LONG, at + 2L * Long.BYTES);
            d += part.get(ValueLayout.JAVA_LONG, at + 3L * Long.BYTES);
        }
        return a + b + c + d;
    }
}
