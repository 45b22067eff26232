package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import java.util.List;

/**
 * Writes attention over the paged cache, a chunk of positions at a time with a running maximum and sum (Milakov and
 * Gimelshein, arXiv 1805.02867), so that a program needs neither the whole context in one array nor a bucket per
 * context length.
 *
 * <pre>
 *   positions   |....|####|####|##..|....|      # a row sees them
 *   chunks        0    1    2    3    4
 *   loop             ^first         ^end        of all rows of the step together
 * </pre>
 *
 * A chunk of which a row sees nothing leaves the row's maximum, sum and result as they are, bit for bit. So the numbers
 * of a row do not depend on how far the loop runs for the others.
 */
final class AttentionLoop {

    /** Below every score, and finite, so that the difference of two of them is 0 and not NaN. */
    private static final double LEAST = -1e30;

    private final HloFunction f;
    private final Expressions expressions;
    private final ModelSpec model;
    private final LayerSpec layer;
    private final StepShape shape;
    private final CacheSpec cache;

    AttentionLoop(
            HloFunction f, Expressions expressions, ModelSpec model, LayerSpec layer, StepShape shape,
            CacheSpec cache) {
        this.f = f;
        this.expressions = expressions;
        this.model = model;
        this.layer = layer;
        this.shape = shape;
        this.cache = cache;
    }

    /**
     * Values weighted by attention.
     *
     * @param queries scaled and rotated, [rows, heads, headDim]
     * @param positions [rows]
     * @param pages block numbers, [tables, pages]
     * @param keys the layer's cache, this step's keys included, [slots, kvHeads, headDim]
     * @param values as {@code keys}
     * @return [rows, heads * headDim]
     */
    Tensor attend(Tensor queries, Tensor positions, Tensor pages, Tensor keys, Tensor values) {
        int tables = shape.tables();
        int perTable = shape.rowsPerTable();
        int kvHeads = layer.kvHeads();
        int group = layer.heads() / kvHeads;
        int headDim = layer.headDim();
        int lanes = perTable * group; // queries that share a table and a key head

        // [tables, kvHeads, lanes, headDim]: what meets the same keys lies together.
        Tensor q = f.reshape(queries, tables, perTable, kvHeads, group, headDim);
        q = f.convert(f.reshape(f.transpose(q, 0, 2, 1, 3, 4), tables, kvHeads, lanes, headDim), model.compute());
        Tensor at = f.reshape(positions, tables, perTable);
        at = f.reshape(f.broadcast(at, List.of(tables, perTable, group), 0, 1), tables, lanes);

        Tensor queriesFinal = q;
        Tensor atFinal = at;
        Tensor end = f.add(chunkOf(f.max(positions, 0)), one());
        TensorType sums = TensorType.of(ElementType.F32, tables, kvHeads, lanes);
        TensorType result = TensorType.of(ElementType.F32, tables, kvHeads, lanes, headDim);
        List<Tensor> done = f.loop(
                List.of(first(positions), f.constant(LEAST, sums), f.constant(0, sums), f.constant(0, result)),
                state -> f.compare("LT", state.getFirst(), end),
                state -> chunk(state, queriesFinal, atFinal, pages, keys, values));
        Tensor weighted = f.divide(done.get(3), f.broadcast(done.get(2), result.shape(), 0, 1, 2));
        Tensor perRow = f.reshape(weighted, tables, kvHeads, perTable, group, headDim);
        return f.reshape(f.transpose(perRow, 0, 2, 1, 3, 4), shape.rows(), layer.heads() * headDim);
    }

    private List<Tensor> chunk(
            List<Tensor> state, Tensor q, Tensor at, Tensor pages, Tensor keys, Tensor values) {
        Tensor number = state.get(0);
        Tensor maximum = state.get(1);
        Tensor sum = state.get(2);
        Tensor result = state.get(3);
        Tensor firstPage = f.multiply(number, f.scalar(cache.chunkPages(), ElementType.S32));
        Tensor blocks = f.columns(pages, firstPage, cache.chunkPages());

        Tensor scores = f.dot(
                q, read(keys, blocks), new int[] {0, 1}, new int[] {0, 2}, 3, 3, model.exact(), ElementType.F32);
        scores = expressions.softcap(scores, layer.config().attentionSoftcap());
        Tensor visible = f.broadcast(visible(number, at), scores.type().shape(), 0, 2, 3);
        scores = f.select(visible, scores, f.constant(LEAST, scores.type()));

        Tensor newMaximum = f.maximum(maximum, f.max(scores, 3));
        Tensor shifted = f.subtract(scores, f.broadcast(newMaximum, scores.type().shape(), 0, 1, 2));
        Tensor weights = f.select(visible, f.exponential(shifted), f.constant(0, scores.type()));
        Tensor decay = f.exponential(f.subtract(maximum, newMaximum));
        Tensor newSum = f.add(f.multiply(sum, decay), f.sum(weights, 3));
        Tensor added = f.dot(
                f.convert(weights, model.compute()), read(values, blocks), new int[] {0, 1}, new int[] {0, 2}, 3, 1,
                model.exact(), ElementType.F32);
        Tensor newResult = f.add(
                f.multiply(result, f.broadcast(decay, result.type().shape(), 0, 1, 2)), added);
        return List.of(f.add(number, one()), newMaximum, newSum, newResult);
    }

    /** Some blocks of a cache, [tables, chunkTokens, kvHeads, headDim]. */
    private Tensor read(Tensor stored, Tensor blocks) {
        Tensor paged = f.reshape(
                stored, cache.blocks(), cache.blockTokens(), layer.kvHeads(), layer.headDim());
        Tensor read = f.gather(paged, blocks);
        return f.convert(
                f.reshape(read, shape.tables(), cache.chunkTokens(), layer.kvHeads(), layer.headDim()),
                model.compute());
    }

    /** The positions of a chunk that each lane sees, [tables, lanes, chunkTokens]. */
    private Tensor visible(Tensor number, Tensor at) {
        TensorType type = TensorType.of(ElementType.S32, at.size(0), at.size(1), cache.chunkTokens());
        Tensor start = f.multiply(number, f.scalar(cache.chunkTokens(), ElementType.S32));
        Tensor position = f.add(f.iota(type, 2), f.broadcast(start, type.shape()));
        Tensor query = f.broadcast(at, type.shape(), 0, 1);
        Tensor seen = f.compare("LE", position, query);
        if (layer.config().window() == 0) {
            return seen;
        }
        Tensor left = f.subtract(query, f.constant(layer.config().window(), type));
        return f.and(seen, f.compare("GT", position, left));
    }

    /** The first chunk that any row sees. */
    private Tensor first(Tensor positions) {
        Tensor zero = f.scalar(0, ElementType.S32);
        int window = layer.config().window();
        if (window == 0) {
            return zero;
        }
        Tensor oldest = f.subtract(f.min(positions, 0), f.scalar(window - 1, ElementType.S32));
        return chunkOf(f.maximum(oldest, zero));
    }

    private Tensor chunkOf(Tensor position) {
        return f.divide(position, f.scalar(cache.chunkTokens(), ElementType.S32));
    }

    private Tensor one() {
        return f.scalar(1, ElementType.S32);
    }
}
