package io.gemstream.benchmarks;

import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.KvFormat;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.standalone.bench.BenchCase;
import io.gemstream.standalone.bench.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Options of a comparison of two engines.
 *
 * @param models each with its orders
 * @param peer {@code llama} or {@code jlama}
 * @param program program that runs the peer: a Python, or a class path
 * @param jlamaModel the same model in a form that Jlama reads
 * @param instructions what our kernels are written in; empty where there are none for the machine
 * @param turns of each side per order, after one to warm up
 * @param positions of the KV cache, all streams together
 * @param out the report is written to this path, with {@code .md} and {@code .json}
 */
record ComparisonOptions(
        Map<Path, List<BenchCase>> models, String peer, String program, Optional<Path> jlamaModel, int threads,
        NumericProfile profile, KvFormat kvFormat, Optional<InstructionSet> instructions, int turns,
        Clock clock, int positions, Optional<Path> out) {

    static final String USAGE = """
            usage: benchmarks/run llama|jlama MODEL.gguf[=ORDERS]... [options]
              ORDERS           'prefill 512; decode 1 16 32': a prompt; STREAMS DEPTH STEPS. Default: --orders
              --orders ORDERS  [prefill 512; decode 1 16 32]
              --python PYTHON  one with llama-cpp-python [python3]
              --jlama-model DIR  the model as Jlama reads it (jlama only)
              --threads N      [2]        --profile exact|fast [fast]     --kv f32|f16|int8 [as usual in the profile]
              --instructions S best|avx512_vnni|avx_vnni|avx2 [best]
              --turns N        [5]        --clock wall|cpu [wall]         --positions N [8192]
              --out PATH       the report goes to PATH.md and PATH.json, too""";
    private static final int BLOCK_TOKENS = 16;

    /** @throws IllegalArgumentException with what is wrong */
    static ComparisonOptions parse(String[] arguments) {
        Map<String, String> options = new HashMap<>(Map.of(
                "--orders", "prefill 512; decode 1 16 32", "--python", "python3", "--jlama-model", "", "--threads", "2",
                "--profile", "fast", "--kv", "", "--turns", "5", "--clock", "wall", "--positions", "8192"));
        options.put("--out", "");
        options.put("--instructions", "best");
        options.put("--class-path", "");
        List<String> models = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                models.add(arguments[i]);
            } else if (i + 1 == arguments.length || options.put(arguments[i], arguments[++i]) == null) {
                throw new IllegalArgumentException("option without a value, or unknown: " + arguments[i]);
            }
        }
        if (models.isEmpty()) {
            throw new IllegalArgumentException("no model");
        }
        NumericProfile profile = NumericProfile.valueOf(options.get("--profile").toUpperCase(Locale.ROOT));
        String kv = options.get("--kv");
        ComparisonOptions parsed = new ComparisonOptions(
                models(models, options.get("--orders")), arguments[0],
                arguments[0].equals("jlama") ? options.get("--class-path") : options.get("--python"),
                path(options.get("--jlama-model")), Integer.parseInt(options.get("--threads")), profile,
                kv.isEmpty() ? profile.usualKvFormat() : KvFormat.valueOf(kv.toUpperCase(Locale.ROOT)),
                InstructionSets.named(options.get("--instructions")),
                Integer.parseInt(options.get("--turns")),
                Clock.valueOf(options.get("--clock").toUpperCase(Locale.ROOT)),
                Integer.parseInt(options.get("--positions")), path(options.get("--out")));
        parsed.models.keySet().stream().filter(model -> !Files.isReadable(model)).findFirst().ifPresent(model -> {
            throw new IllegalArgumentException(model + ": cannot be read");
        });
        if (parsed.turns < 1) {
            throw new IllegalArgumentException("--turns: " + parsed.turns + " (expected: >= 1)");
        }
        if (parsed.peer.equals("jlama") && parsed.jlamaModel.isEmpty()) {
            throw new IllegalArgumentException("--jlama-model: missing (expected: a folder)");
        }
        if (parsed.clock == Clock.CPU && parsed.threads != 1) {
            throw new IllegalArgumentException("--clock cpu: --threads " + parsed.threads + " (expected: 1)");
        }
        parsed.requirePositions();
        return parsed;
    }

    /** The streams of an order have an equal share each, by the most that any order of the model has. */
    private void requirePositions() {
        models.forEach((model, cases) -> {
            int streams = cases.stream().mapToInt(BenchCase::streams).max().orElse(1);
            for (BenchCase benchCase : cases) {
                int needed = benchCase.streams() == 1 ? benchCase.positions() : benchCase.positions() / benchCase.streams() * streams;
                if (positions < needed) {
                    throw new IllegalArgumentException("--positions: " + positions + " (expected: >= " + needed + " for '"
                            + benchCase + "' of " + model.getFileName() + ")");
                }
            }
        });
    }

    private static Map<Path, List<BenchCase>> models(List<String> arguments, String usual) {
        Map<Path, List<BenchCase>> models = new LinkedHashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            String orders = parts.length == 2 ? parts[1] : usual;
            models.put(Path.of(parts[0]), Arrays.stream(orders.split(";")).map(BenchCase::parse).toList());
        }
        return models;
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    CpuOptions cpu() {
        CpuOptions.Builder cpu = CpuOptions.builder().threads(threads).blockTokens(BLOCK_TOKENS).kvCacheTokens(positions)
                .profile(profile).kvFormat(kvFormat);
        instructions.ifPresent(cpu::instructionSet);
        return cpu.build();
    }

    /** The command that starts the peer with a model. */
    List<String> command(Path model) {
        List<String> settings = List.of(Integer.toString(threads), Integer.toString(positions), clock.label());
        List<String> command = new ArrayList<>();
        if (peer.equals("jlama")) {
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            command.addAll(List.of(
                    java, "-Xmx8g", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                    program, "JlamaOrders", jlamaModel.orElseThrow().toString()));
        } else {
            command.addAll(List.of(program, "benchmarks/llama.py", model.toString()));
        }
        command.addAll(settings);
        return command;
    }
}
