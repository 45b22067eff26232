package io.gemstream.gemma.kernel.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program for Linux on arm64 that calls kernels of panels one after the other and writes their results to its output,
 * which an emulator runs. All it needs is in the one segment of its ELF file: data, kernels, what they are called with,
 * and at the end the instructions that call them; so no compiler is needed to make it.
 */
final class ArmProgram {

    private static final List<String> EMULATORS = List.of("qemu-aarch64-static", "qemu-aarch64");
    private static final long BASE = 0x40_0000;
    private static final int HEADERS = 64 + 56;
    private static final int ALIGNMENT = 64;
    private static final int ARGUMENTS = 6;
    private static final int CALL_BYTES = (ARGUMENTS + 1) * Long.BYTES;
    /** D8 to D15, which belong to the caller. */
    private static final int FIRST_KEPT = 8;
    private static final int KEPT = 8;

    private static final int CALLS = 19; // X19 and on belong to the caller, which is this program
    private static final int LEFT = 20;
    private static final int SYSTEM_CALL = 8;
    private static final int WRITE = 64;
    private static final int EXIT = 93;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<long[]> calls = new ArrayList<>();
    private int resultBytes = KEPT * Double.BYTES;

    ArmProgram() {
        file.writeBytes(new byte[HEADERS]);
    }

    /** The command that runs programs for arm64 here, if any. */
    static Optional<Path> emulator() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> EMULATORS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Puts data into the program; says at which address it is. */
    long put(MemorySegment data) {
        return put(data.toArray(ValueLayout.JAVA_BYTE));
    }

    long put(byte[] data) {
        file.writeBytes(new byte[-file.size() & ALIGNMENT - 1]);
        long address = BASE + file.size();
        file.writeBytes(data);
        return address;
    }

    /** Calls a kernel; says at which offset of what {@link #run} returns its results are. */
    int call(long kernel, long panels, long rows, int outBytes, long blocks, long stride, long panelCount) {
        int out = resultBytes;
        calls.add(new long[] {panels, rows, out, blocks, stride, panelCount, kernel});
        resultBytes += outBytes;
        return out;
    }

    /** @throws IllegalStateException if the program fails */
    MemorySegment run(Path emulator, Path folder) throws IOException, InterruptedException {
        Path program = folder.resolve("kernels");
        Path output = folder.resolve("results");
        Files.write(program, elf());
        if (!program.toFile().setExecutable(true)) {
            throw new IllegalStateException("the program cannot be made executable");
        }
        Process process = new ProcessBuilder(emulator.toString(), "-cpu", "max", program.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the emulated program does not end");
        }
        byte[] results = Files.readAllBytes(output);
        if (process.exitValue() != 0 || results.length != resultBytes) {
            throw new IllegalStateException(
                    "the emulated program ended with " + process.exitValue() + " after " + results.length + " bytes");
        }
        for (int i = 0; i < KEPT; i++) {
            if (ByteBuffer.wrap(results).order(ByteOrder.LITTLE_ENDIAN).getLong(i * Long.BYTES) != FIRST_KEPT + i) {
                throw new IllegalStateException("D" + (FIRST_KEPT + i) + " was not given back");
            }
        }
        return MemorySegment.ofArray(results);
    }

    private byte[] elf() {
        int table = (int) (put(new byte[0]) - BASE);
        int start = table + CALL_BYTES * calls.size() + Long.BYTES * (2 + KEPT);
        byte[] code = code(start - table);
        int fileBytes = start + code.length;
        long results = BASE + (fileBytes + ALIGNMENT - 1 & -ALIGNMENT);
        long memoryBytes = results - BASE + resultBytes;
        ByteBuffer elf = ByteBuffer.allocate(fileBytes).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(file.toByteArray());
        for (long[] call : calls) {
            for (int i = 0; i < call.length; i++) {
                elf.putLong(i == 2 ? results + call[i] : call[i]);
            }
        }
        elf.putLong(results).putLong(resultBytes);
        for (int i = 0; i < KEPT; i++) {
            elf.putLong(FIRST_KEPT + i);
        }
        elf.put(code);
        elf.position(0);
        elf.putInt(0x464C457F).put(new byte[] {2, 1, 1}).position(16); // 64 bits, little-endian
        elf.putShort((short) 2).putShort((short) 183).putInt(1).putLong(BASE + start); // executable, AArch64
        elf.putLong(64).putLong(0).putInt(0); // program headers
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        elf.putInt(1).putInt(7).putLong(0).putLong(BASE).putLong(BASE); // loaded; read, written and executed
        elf.putLong(fileBytes).putLong(memoryBytes).putLong(0x1_0000);
        return elf.array();
    }

    /** @param distance bytes from the table of calls to this code */
    private byte[] code(int distance) {
        ArmAssembler to = new ArmAssembler();
        adr(to, CALLS, -Long.BYTES * KEPT);
        for (int i = 0; i < KEPT; i++) {
            to.ldrD(FIRST_KEPT + i, CALLS, i * Double.BYTES);
        }
        to.movImmediate(LEFT, calls.size());
        adr(to, CALLS, -distance);
        int next = to.here();
        for (int i = 0; i < ARGUMENTS; i++) {
            ldr(to, i, CALLS, i * Long.BYTES);
        }
        ldr(to, SYSTEM_CALL, CALLS, ARGUMENTS * Long.BYTES);
        to.data(0xD63F0000 | SYSTEM_CALL << 5); // blr
        to.addImmediate(CALLS, CALLS, CALL_BYTES);
        to.subsImmediate(LEFT, LEFT, 1);
        to.bNe(next);
        ldr(to, 1, CALLS, 0);
        for (int i = 0; i < KEPT; i += 2) {
            to.stpD(FIRST_KEPT + i, FIRST_KEPT + i + 1, 1, i * Double.BYTES);
        }
        to.movImmediate(0, 1);
        ldr(to, 2, CALLS, Long.BYTES);
        to.movImmediate(SYSTEM_CALL, WRITE);
        systemCall(to);
        to.movImmediate(0, 0);
        to.movImmediate(SYSTEM_CALL, EXIT);
        systemCall(to);
        return to.code();
    }

    // What kernels have no use for.

    private static void adr(ArmAssembler to, int target, int place) {
        to.data(0x10000000 | (place - to.here() >> 2 & 0x7FFFF) << 5 | target);
    }

    private static void ldr(ArmAssembler to, int target, int base, int displacement) {
        to.data(0xF9400000 | displacement / Long.BYTES << 10 | base << 5 | target);
    }

    private static void systemCall(ArmAssembler to) {
        to.data(0xD4000001);
    }
}
