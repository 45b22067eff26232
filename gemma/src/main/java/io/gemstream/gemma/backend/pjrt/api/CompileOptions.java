package io.gemstream.gemma.backend.pjrt.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Options with which a program is compiled.
 *
 * @param deviceIds ids of the devices that run it together, one replica each; at least one
 * @param flags XLA's debug options by name, each {@code true} or {@code false}
 */
public record CompileOptions(List<Integer> deviceIds, Map<String, Boolean> flags) {

    public CompileOptions {
        deviceIds = List.copyOf(deviceIds);
        flags = new TreeMap<>(flags); // the same options give the same bytes, and so the same cache key
    }

    /** One device. */
    public static CompileOptions of(int deviceId) {
        return new CompileOptions(List.of(deviceId), Map.of());
    }

    /**
     * The options as a {@code CompileOptionsProto}. Field numbers: openxla/xla
     * {@code xla/pjrt/proto/compile_options.proto} and {@code xla/xla_data.proto} (DeviceAssignmentProto).
     */
    byte[] encode() {
        Wire build = new Wire();
        build.number(4, deviceIds.size()); // num_replicas
        build.number(5, 1); // num_partitions
        build.bytes(9, deviceAssignment());
        Wire options = new Wire();
        options.bytes(3, build.toByteArray()); // executable_build_options
        flags.forEach((name, value) -> {
            Wire override = new Wire();
            override.number(2, value ? 1 : 0); // bool_field
            Wire entry = new Wire();
            entry.bytes(1, name.getBytes(StandardCharsets.UTF_8));
            entry.bytes(2, override.toByteArray());
            options.bytes(7, entry.toByteArray()); // env_option_overrides
        });
        return options.toByteArray();
    }

    private byte[] deviceAssignment() {
        Wire ids = new Wire();
        for (int id : deviceIds) {
            ids.varint(id);
        }
        Wire computation = new Wire();
        computation.bytes(1, ids.toByteArray()); // replica_device_ids
        Wire assignment = new Wire();
        assignment.number(1, deviceIds.size()); // replica_count
        assignment.number(2, 1); // computation_count
        assignment.bytes(3, computation.toByteArray());
        return assignment.toByteArray();
    }

    /** The two wire formats of protobuf that are needed here. */
    private static final class Wire extends ByteArrayOutputStream {

        private void number(int field, long value) {
            varint(field << 3);
            varint(value);
        }

        private void bytes(int field, byte[] value) {
            varint(field << 3 | 2);
            varint(value.length);
            writeBytes(value);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            write((int) rest);
        }
    }
}
