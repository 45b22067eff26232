package io.gemstream.benchmarks;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.standalone.bench.Clock;
import io.gemstream.standalone.bench.EngineTiming;
import io.gemstream.standalone.bench.Order;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Our backend against llama.cpp on the same file, machine and number of threads. The two take turns, round after round,
 * so that what else the machine does falls on both; the ratio is taken within a round.
 */
public final class LlamaComparison {

    private static final int BLOCK_TOKENS = 16;
    private static final String USAGE = """
            usage: benchmarks/run llama MODEL.gguf --python PYTHON [--threads 2] [--profile fast] [--rounds 5]
                [--clock wall] [--positions 8192] [--orders 'prefill 512; decode 1 16 32; decode 8 16 16']
            PYTHON needs llama-cpp-python.""";
    private static final String ORDERS =
            "prefill 512; decode 1 16 32; decode 1 4096 16; decode 8 16 16; decode 16 16 16";

    private LlamaComparison() {}

    /** Arguments: path of llama.py, then those of the usage line. */
    public static void main(String[] args) {
        if (args.length < 2 || args.length % 2 != 0) {
            System.err.println(USAGE);
            System.exit(64);
        }
        Map<String, String> options = new HashMap<>(Map.of(
                "--threads", "2", "--profile", "fast", "--rounds", "5", "--positions", "8192", "--orders", ORDERS,
                "--python", "python3"));
        options.put("--clock", "wall");
        for (int i = 2; i < args.length; i += 2) {
            if (options.put(args[i], args[i + 1]) == null) {
                System.err.println("unknown option " + args[i] + "\n" + USAGE);
                System.exit(64);
            }
        }
        List<Order> orders = Arrays.stream(options.get("--orders").split(";")).map(Order::parse).toList();
        int threads = Integer.parseInt(options.get("--threads"));
        int positions = Integer.parseInt(options.get("--positions"));
        int streams = orders.stream().mapToInt(LlamaComparison::streams).max().orElse(1);
        NumericProfile profile = NumericProfile.valueOf(options.get("--profile").toUpperCase(Locale.ROOT));
        Clock clock = Clock.valueOf(options.get("--clock").toUpperCase(Locale.ROOT));
        if (clock == Clock.CPU && threads != 1) {
            System.err.println("--clock cpu: --threads " + threads + " (expected: 1)");
            System.exit(64);
        }
        CpuOptions cpu = new CpuOptions(threads, BLOCK_TOKENS, positions, profile);
        Path model = Path.of(args[1]);
        try (GemmaModel ours = GemmaModel.load(model);
                CpuBackend backend = CpuBackend.create(ours.config(), ours.weights(), cpu);
                LlamaProcess llama = LlamaProcess.start(
                        options.get("--python"), Path.of(args[0]), model, threads, positions, streams, clock)) {
            compare(new EngineTiming(backend, clock, streams), llama, orders, Integer.parseInt(options.get("--rounds")));
        }
    }

    private static int streams(Order order) {
        return switch (order) {
            case Order.Prefill _ -> 1;
            case Order.Decode(int streams, _, _) -> streams;
        };
    }

    private static void compare(EngineTiming ours, LlamaProcess llama, List<Order> orders, int rounds) {
        System.out.printf("%-22s %14s %14s   %s%n", "order", "ours tok/s", "llama tok/s", "ratio: median (lowest-highest)");
        for (Order order : orders) {
            double[] mine = new double[rounds];
            double[] theirs = new double[rounds];
            double[] ratios = new double[rounds];
            ours.seconds(order); // a round to warm up
            llama.seconds(order);
            for (int i = 0; i < rounds; i++) {
                double first = ours.seconds(order);
                double second = llama.seconds(order);
                mine[i] = order.tokens() / first;
                theirs[i] = order.tokens() / second;
                ratios[i] = second / first;
            }
            Percentiles ratio = Percentiles.of(ratios);
            System.out.printf(Locale.ROOT, "%-22s %14.1f %14.1f   %.2f (%.2f-%.2f)%n", order,
                    Percentiles.of(mine).at(50), Percentiles.of(theirs).at(50), ratio.at(50), ratio.at(0),
                    ratio.at(100));
        }
    }
}
