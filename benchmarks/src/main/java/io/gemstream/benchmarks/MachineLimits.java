package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.MappedMemory;
import io.gemstream.gemma.kernel.machine.PanelKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Limits of the machine with a number of threads, measured with our own kernels on nothing else: weights read from
 * memory by one row, and weights in cache multiplied by eight. NaN where there are no such kernels.
 *
 * @param gigabytesPerSecond read
 * @param gigamacsPerSecond multiply-adds of 8-bit numbers
 */
record MachineLimits(double gigabytesPerSecond, double gigamacsPerSecond) {

    /**
     * The least time that work takes.
     *
     * @param resource what it takes that for
     */
    record Bound(String resource, double seconds) {}

    private static final int COLUMNS = 2304;
    private static final int LARGE = 16_000;
    private static final int SMALL = 8;
    private static final int REPEATS = 10_000; // some 60 ms
    private static final int TURNS = 5;

    /** Prints them, for what is measured next. Argument: threads. */
    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(measure(Integer.parseInt(arguments[0]), InstructionSet.best()).text());
    }

    String text() {
        return String.format(Locale.ROOT, "Limits of the machine, by our kernels alone: %.1f GB/s read, %.0f GMAC/s.",
                gigabytesPerSecond, gigamacsPerSecond);
    }

    static MachineLimits measure(int threads, Optional<InstructionSet> set) throws InterruptedException {
        if (set.isEmpty()) {
            return new MachineLimits(Double.NaN, Double.NaN);
        }
        try (PanelKernels kernels = PanelKernels.create(set.get())) {
            return new MachineLimits(
                    best(kernels, threads, LARGE, 1, 1, bytes(LARGE)),
                    best(kernels, threads, SMALL, QuantisedRows.GROUP, REPEATS,
                            (double) REPEATS * SMALL * PanelFormat.ROWS * COLUMNS * QuantisedRows.GROUP));
        }
    }

    /** Reading and computing at the same time, the slower of the two is what counts. */
    Bound bound(CaseWork work) {
        Bound read = new Bound("read", work.bytes() / gigabytesPerSecond / 1e9);
        Bound compute = new Bound("compute", work.macs() / gigamacsPerSecond / 1e9);
        return read.seconds() >= compute.seconds() ? read : compute;
    }

    private static long bytes(int panels) {
        return panels * sizes(panels).panelBytes();
    }

    private static PanelMatrix sizes(int panels) {
        return new PanelMatrix(PanelFormat.NIBBLES, MemorySegment.NULL, panels * PanelFormat.ROWS, COLUMNS);
    }

    /** The best of some turns, all threads at once, in units of work per nanosecond. */
    private static double best(PanelKernels kernels, int threads, int panels, int rows, int repeats, double work)
            throws InterruptedException {
        double[] seconds = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            CountDownLatch start = new CountDownLatch(1);
            long[] nanos = new long[threads];
            Thread[] all = new Thread[threads];
            for (int i = 0; i < threads; i++) {
                int index = i;
                all[i] = Thread.ofPlatform().start(
                        () -> nanos[index] = time(kernels, panels, rows, repeats, start));
            }
            start.countDown();
            for (Thread thread : all) {
                thread.join();
            }
            seconds[turn] = Arrays.stream(nanos).max().orElseThrow();
        }
        return threads * work / Percentiles.of(seconds).at(0);
    }

    private static long time(PanelKernels kernels, int panels, int rows, int repeats, CountDownLatch start) {
        PanelMatrix sizes = sizes(panels);
        try (Arena arena = Arena.ofConfined();
                MappedMemory memory = MappedMemory.large(panels * sizes.panelBytes())) {
            PanelMatrix matrix = sizes.at(memory.segment().fill((byte) 1));
            QuantisedRows x =
                    new QuantisedRows(arena.allocate(QuantisedRows.bytes(rows, COLUMNS), PanelFormat.ALIGNMENT));
            x.resize(rows, COLUMNS);
            for (int row = 0; row < rows; row++) {
                x.set(row, new float[COLUMNS]);
            }
            int width = panels * PanelFormat.ROWS;
            MemorySegment out = arena.allocate((long) Float.BYTES * rows * width, PanelFormat.ALIGNMENT);
            kernels.multiply(matrix, 0, panels, x, 0, out, width);
            start.await();
            long begin = System.nanoTime();
            for (int i = 0; i < repeats; i++) {
                kernels.multiply(matrix, 0, panels, x, 0, out, width);
            }
            return System.nanoTime() - begin;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
