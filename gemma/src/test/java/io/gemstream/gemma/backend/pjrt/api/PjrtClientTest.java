package io.gemstream.gemma.backend.pjrt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.backend.pjrt.NeedsPlugin;
import io.gemstream.gemma.backend.pjrt.Plugins;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The binding against a real plug-in: values, donation, errors, and that nothing stays behind. */
@NeedsPlugin(Plugins.CPU)
class PjrtClientTest {

    private static final String MATMUL = """
            module @matmul {
              func.func public @main(%a: tensor<2x3xf32>, %b: tensor<3x2xf32>) -> tensor<2x2xf32> {
                %c = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0]
                    : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
                return %c : tensor<2x2xf32>
              }
            }
            """;
    private static final String INCREMENT = """
            module @increment {
              func.func public @main(%a: tensor<1024xf32> {tf.aliasing_output = 0 : i32}) -> tensor<1024xf32> {
                %one = stablehlo.constant dense<1.0> : tensor<1024xf32>
                %b = stablehlo.add %a, %one : tensor<1024xf32>
                return %b : tensor<1024xf32>
              }
            }
            """;

    private static PjrtPlugin plugin;
    private PjrtClient client;
    private PjrtDevice device;
    private Arena arena;

    @BeforeAll
    static void load() {
        plugin = PjrtPlugin.load(Plugins.CPU.path());
    }

    @BeforeEach
    void open() {
        client = plugin.createClient(Map.of());
        device = client.devices().getFirst();
        arena = Arena.ofShared();
    }

    @AfterEach
    void nothingStaysBehind() {
        client.close();
        arena.close();
        assertThat(plugin.liveObjects()).isZero();
    }

    @Test
    void tellsWhatItIs() {
        assertThat(plugin.version()).isEqualTo(new ApiVersion(0, 115));
        assertThat(client.platform()).isEqualTo("cpu");
        assertThat(device.id()).isZero();
    }

    @Test
    void multipliesMatrices() {
        try (PjrtExecutable program = client.compile(MATMUL, CompileOptions.of(device.id()));
                PjrtBuffer a = client.upload(device, floats(1, 2, 3, 4, 5, 6), ElementType.F32, 2, 3);
                PjrtBuffer b = client.upload(device, floats(1, 0, 0, 1, 1, 1), ElementType.F32, 3, 2);
                PjrtBuffer c = run(program, a, b)) {
            assertThat(read(c, 4, 2)).containsExactly(4, 5, 10, 11);
        }
    }

    @Test
    void aDonatedBufferIsUpdatedInPlace() {
        try (PjrtExecutable program = client.compile(INCREMENT, CompileOptions.of(device.id()));
                PjrtBuffer before = client.upload(device, floats(new float[1024]), ElementType.F32, 1024)) {
            long address = before.address();
            try (PjrtBuffer after = run(program, before)) {
                assertThat(read(after, 1024, 1)).containsOnly(1);
                assertThat(after.address()).isEqualTo(address);
                assertThat(before.isDonated()).isTrue();
            }
        }
    }

    @Test
    void lentMemoryIsNotCopied() {
        MemorySegment memory = arena.allocate(4096, 64);
        try (PjrtBuffer buffer = client.lend(device, memory, ElementType.F32, 1024)) {
            assertThat(buffer.address()).isEqualTo(memory.address());
        }
    }

    @Test
    void aCompiledProgramCanBeStored() {
        byte[] stored;
        try (PjrtExecutable program = client.compile(MATMUL, CompileOptions.of(device.id()));
                PjrtCompiled compiled = program.compiled()) {
            stored = compiled.serialize();
        }
        try (PjrtExecutable program = client.load(stored);
                PjrtBuffer a = client.upload(device, floats(1, 2, 3, 4, 5, 6), ElementType.F32, 2, 3);
                PjrtBuffer b = client.upload(device, floats(1, 0, 0, 1, 1, 1), ElementType.F32, 3, 2);
                PjrtBuffer c = run(program, a, b)) {
            assertThat(read(c, 4, 2)).containsExactly(4, 5, 10, 11);
        }
    }

    @Test
    void aRefusedProgramCarriesTheMessageOfThePlugin() {
        assertThatThrownBy(() -> client.compile("module { nonsense }", CompileOptions.of(device.id())))
                .isInstanceOf(PjrtException.class)
                .hasMessageContaining("PJRT_Client_Compile: ")
                .hasMessageContaining("nonsense");
    }

    @Test
    void aStructThatIsTooShortIsAVersionError() {
        Struct shorter = Struct.of("PJRT_Client_AddressableDevices_Args", "p:client p:devices");
        assertThatThrownBy(() -> plugin.call(PjrtFunction.CLIENT_ADDRESSABLE_DEVICES, shorter.allocate(arena)))
                .isInstanceOf(PjrtVersionException.class)
                .hasMessageContaining("PJRT_Client_AddressableDevices_Args size: expected 40, got 32");
    }

    @Test
    void aClosedBufferIsRefused() {
        PjrtBuffer buffer = client.upload(device, floats(1), ElementType.F32, 1);
        buffer.close();
        buffer.close();
        assertThatThrownBy(buffer::address).isInstanceOf(IllegalStateException.class).hasMessage("buffer is closed");
    }

    @Test
    void anUploadOfTheWrongSizeIsRefused() {
        assertThatThrownBy(() -> client.upload(device, floats(1, 2), ElementType.F32, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data: 8 bytes (expected: 12 bytes of native memory)");
    }

    /** More waiting virtual threads than carriers: with a wait that pins, none of them would ever be released. */
    @Test
    void waitingVirtualThreadsFreeTheirCarriers() throws Exception {
        int waiters = 4 * Runtime.getRuntime().availableProcessors() + 300;
        try (PjrtExecutable program = client.compile(INCREMENT, CompileOptions.of(device.id()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Float>> results = IntStream.range(0, waiters)
                    .mapToObj(i -> threads.submit(() -> {
                        try (Arena own = Arena.ofShared();
                                PjrtBuffer in = client.upload(device, own.allocate(4096, 64), ElementType.F32, 1024);
                                PjrtBuffer out = run(program, in)) {
                            MemorySegment memory = own.allocate(4096, 64);
                            try (PjrtEvent event = out.copyTo(memory, 1)) {
                                event.await();
                            }
                            return memory.getAtIndex(ValueLayout.JAVA_FLOAT, 1023);
                        }
                    }))
                    .toList();
            for (Future<Float> result : results) {
                assertThat(result.get()).isEqualTo(1f);
            }
        }
    }

    /** 200 executions with 16 MiB of results each: 3 GiB, if they were kept. */
    @Test
    void memoryOfResultsIsGivenBack() throws Exception {
        String program = INCREMENT.replace("1024", "4194304").replace(" {tf.aliasing_output = 0 : i32}", "");
        try (PjrtExecutable add = client.compile(program, CompileOptions.of(device.id()));
                PjrtBuffer in = client.upload(device, arena.allocate(4L << 22, 64), ElementType.F32, 1 << 22)) {
            run(add, in).close();
            long before = residentBytes();
            for (int i = 0; i < 200; i++) {
                try (PjrtBuffer out = run(add, in)) {
                    out.awaitReady();
                }
            }
            assertThat(residentBytes() - before).isLessThan(512L << 20);
        }
    }

    private static PjrtBuffer run(PjrtExecutable program, PjrtBuffer... arguments) {
        return program.execute(List.of(List.of(arguments))).getFirst().getFirst();
    }

    private float[] read(PjrtBuffer buffer, int count, int rank) {
        MemorySegment memory = arena.allocate(4L * count, 64);
        try (PjrtEvent event = buffer.copyTo(memory, rank)) {
            event.await();
        }
        return memory.toArray(ValueLayout.JAVA_FLOAT);
    }

    private MemorySegment floats(float... values) {
        return arena.allocate(4L * values.length, 64).copyFrom(MemorySegment.ofArray(values));
    }

    private static long residentBytes() throws IOException {
        String statm = Files.readString(Path.of("/proc/self/statm"));
        return Long.parseLong(statm.split(" ")[1]) * 4096;
    }
}
