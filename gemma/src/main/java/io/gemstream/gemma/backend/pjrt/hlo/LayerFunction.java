package io.gemstream.gemma.backend.pjrt.hlo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes one transformer layer as a function: the residual stream and the layer's cache in, both out. */
final class LayerFunction {

    private final HloFunction f;
    private final ModelSpec model;
    private final LayerSpec layer;
    private final StepShape shape;
    private final CacheSpec cache;
    private final Expressions expressions;
    private final Map<String, Tensor> inputs;

    private LayerFunction(
            HloFunction f, ModelSpec model, LayerSpec layer, StepShape shape, CacheSpec cache,
            Map<String, Tensor> inputs) {
        this.f = f;
        this.model = model;
        this.layer = layer;
        this.shape = shape;
        this.cache = cache;
        this.inputs = inputs;
        this.expressions = new Expressions(f, model, inputs);
    }

    /** Parameters of the function, in order. */
    static List<Parameter> parameters(ModelSpec model, LayerSpec layer, StepShape shape, CacheSpec cache) {
        List<Parameter> all = new ArrayList<>();
        all.add(new Parameter("x", StepProgram.hidden(model, shape)));
        all.add(new Parameter("positions", StepProgram.perRow(shape)));
        all.add(new Parameter("slots", StepProgram.perRow(shape)));
        all.add(new Parameter("pages", StepProgram.pages(shape, cache)));
        all.add(new Parameter("cos", StepProgram.angles(model, shape.rows())));
        all.add(new Parameter("sin", StepProgram.angles(model, shape.rows())));
        all.addAll(layer.parameters());
        all.add(new Parameter("keys", StepProgram.cache(layer, cache)));
        all.add(new Parameter("values", StepProgram.cache(layer, cache)));
        return all;
    }

    /** The function; returns x, keys, values. */
    static HloFunction write(String name, ModelSpec model, LayerSpec layer, StepShape shape, CacheSpec cache) {
        HloFunction f = HloFunction.inner(name);
        Map<String, Tensor> inputs = new HashMap<>();
        for (Parameter parameter : parameters(model, layer, shape, cache)) {
            inputs.put(parameter.name(), f.parameter(parameter.name(), parameter.type()));
        }
        new LayerFunction(f, model, layer, shape, cache, inputs).forward();
        return f;
    }

    private void forward() {
        Tensor x = inputs.get("x");
        f.comment("attention");
        Tensor h = expressions.rmsNorm(x, "attention_norm");
        Tensor queries = f.scale(heads(h, "query", layer.query(), layer.heads()), layer.config().queryScale());
        Tensor newKeys = heads(h, "key", layer.key(), layer.kvHeads());
        Tensor newValues = split(expressions.project(h, "value", layer.value()), layer.kvHeads());
        Tensor keys = store("keys", newKeys);
        Tensor values = store("values", newValues);
        Tensor attended = new AttentionLoop(f, expressions, model, layer, shape, cache)
                .attend(queries, inputs.get("positions"), inputs.get("pages"), keys, values);
        Tensor output = expressions.project(attended, "attention_output", layer.attentionOutput());
        x = f.add(x, branch(output, "post_attention_norm"));

        f.comment("feed-forward");
        Tensor g = expressions.rmsNorm(x, "feed_forward_norm");
        Tensor gate = expressions.gelu(expressions.project(g, "gate", layer.gate()));
        Tensor gated = f.multiply(gate, expressions.project(g, "up", layer.up()));
        x = f.add(x, branch(expressions.project(gated, "down", layer.down()), "post_feed_forward_norm"));
        f.returns(List.of(x, keys, values));
    }

    /** Queries or keys, normalised where the layer does so, and rotated: [rows, heads, headDim]. */
    private Tensor heads(Tensor h, String matrix, MatrixSpec spec, int heads) {
        Tensor split = split(expressions.project(h, matrix, spec), heads);
        return rotate(layer.config().queryKeyNorm() ? expressions.rmsNorm(split, matrix + "_norm") : split);
    }

    private Tensor split(Tensor flat, int heads) {
        return f.reshape(flat, shape.rows(), heads, layer.headDim());
    }

    /** Rotary embedding of pairs (j, j + headDim / 2), as in google/gemma_pytorch apply_rotary_emb. */
    private Tensor rotate(Tensor x) {
        int half = layer.headDim() / 2;
        Tensor left = f.slice(x, 2, 0, half);
        Tensor right = f.slice(x, 2, half, layer.headDim());
        Tensor cos = f.broadcast(inputs.get("cos"), left.type().shape(), 0, 2);
        Tensor sin = f.broadcast(inputs.get("sin"), left.type().shape(), 0, 2);
        return f.concatenate(
                f.subtract(f.multiply(left, cos), f.multiply(right, sin)),
                f.add(f.multiply(right, cos), f.multiply(left, sin)), 2);
    }

    /** The layer's cache with this step's rows in it. */
    private Tensor store(String stored, Tensor rows) {
        return f.scatter(inputs.get(stored), inputs.get("slots"), f.convert(rows, cache.element()));
    }

    private Tensor branch(Tensor output, String postNorm) {
        Tensor whole = expressions.sumOverDevices(output);
        return layer.config().postNorms() ? expressions.rmsNorm(whole, postNorm) : whole;
    }
}
