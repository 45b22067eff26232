import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;
import java.util.UUID;

/**
 * Times Jlama on orders from PeerComparison: one order a line on stdin, one line of seconds on stdout. Arguments: model
 * folder, threads, positions, streams, clock; of these Jlama knows one stream and wall time only.
 */
final class JlamaOrders {

    private JlamaOrders() {}

    public static void main(String[] arguments) throws IOException {
        AbstractModel model = ModelSupport.loadModel(
                new File(arguments[0]), null, DType.F32, DType.I8, Optional.empty(),
                Optional.of(Integer.parseInt(arguments[1])));
        System.out.println("ready");
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                System.out.println(seconds(model, line.split(" ")));
            }
        }
        System.exit(0);
    }

    private static double seconds(AbstractModel model, String[] order) {
        try (KvBufferCache.KvBuffer cache = new KvBufferCache(model).getKvBuffer(UUID.randomUUID())) {
            if (order[0].equals("prefill")) {
                long begin = System.nanoTime();
                prefill(model, cache, Integer.parseInt(order[1]));
                return (System.nanoTime() - begin) / 1e9;
            }
            if (!order[1].equals("1")) {
                throw new IllegalArgumentException("streams: " + order[1] + " (expected: 1, Jlama has no batches)");
            }
            int depth = Integer.parseInt(order[2]);
            int steps = Integer.parseInt(order[3]);
            prefill(model, cache, depth);
            long begin = System.nanoTime();
            for (int step = 0; step < steps; step++) {
                AbstractTensor output = model.forward(token(depth + step), depth + step, cache, Optional.empty());
                model.getLogits(output);
                output.close();
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private static void prefill(AbstractModel model, KvBufferCache.KvBuffer cache, int count) {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = token(i);
        }
        AbstractTensor outputs = model.batchForward(tokens, 0, cache);
        model.getLogits(outputs.slice(outputs.shape().first() - 1));
        outputs.close();
    }

    private static int token(int position) {
        return 1000 + position * 31 % 200_000;
    }
}
