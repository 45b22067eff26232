package io.gemstream.gemma.backend.pjrt;

import java.nio.file.Path;

/** Names the device that a worker is pinned to. */
public sealed interface DeviceSpec {

    /** The CPU of this machine, through the CPU backend. */
    record Cpu() implements DeviceSpec {

        @Override
        public String toString() {
            return "cpu";
        }
    }

    /** An NVIDIA GPU, counted as the driver counts them. */
    record Gpu(int index) implements DeviceSpec {

        @Override
        public String toString() {
            return "gpu:" + index;
        }
    }

    /** A TPU chip of this host. */
    record Tpu(int index) implements DeviceSpec {

        @Override
        public String toString() {
            return "tpu:" + index;
        }
    }

    /** A device of any other plug-in. */
    record Plugin(Path library, int index) implements DeviceSpec {

        @Override
        public String toString() {
            return "pjrt:" + library + ":" + index;
        }
    }

    /**
     * Reads {@code cpu}, {@code gpu:N}, {@code tpu:N} or {@code pjrt:PLUG-IN:N}, where N counts from 0 and PLUG-IN is
     * the path of a shared library.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static DeviceSpec parse(String text) {
        if (text.equals("cpu")) {
            return new Cpu();
        }
        int last = text.lastIndexOf(':');
        if (last > 0) {
            String kind = text.substring(0, last);
            int index = index(text, text.substring(last + 1));
            if (kind.equals("gpu")) {
                return new Gpu(index);
            }
            if (kind.equals("tpu")) {
                return new Tpu(index);
            }
            if (kind.startsWith("pjrt:") && kind.length() > "pjrt:".length()) {
                return new Plugin(Path.of(kind.substring("pjrt:".length())), index);
            }
        }
        throw invalid(text);
    }

    private static int index(String text, String number) {
        if (number.isEmpty() || number.length() > 4 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid(text);
        }
        return Integer.parseInt(number);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "device: " + text + " (expected: cpu, gpu:N, tpu:N or pjrt:<plug-in>:N with N from 0)");
    }
}
