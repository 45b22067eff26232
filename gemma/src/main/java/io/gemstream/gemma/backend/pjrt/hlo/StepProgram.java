package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the program of a step: embedding and all layers over a fixed number of rows. The caches are donated, so they
 * are updated where they are.
 *
 * <p>Parameters, in order: {@code rows} [rows, 3] (token, position, slot in the cache; a slot beyond the cache is not
 * written), {@code pages} [tables, pages], {@code first_token} (number of the device's first vocabulary row), cosines
 * and sines per {@link ModelSpec#ropes() rope}, the embedding, the weights layer by layer, keys and values layer by
 * layer. Results: the residual stream [rows, hidden], then keys and values layer by layer.
 */
public final class StepProgram {

    /** Columns of {@code rows}. */
    public static final int ROW_FIELDS = 3;

    private final ModelSpec model;
    private final StepShape shape;
    private final CacheSpec cache;
    private final int positions;
    private final HloFunction main = HloFunction.main();
    private final Map<LayerSpec, HloFunction> layerFunctions = new LinkedHashMap<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, Tensor> inputs = new HashMap<>();

    private StepProgram(ModelSpec model, StepShape shape, CacheSpec cache, int positions) {
        this.model = model;
        this.shape = shape;
        this.cache = cache;
        this.positions = positions;
    }

    /**
     * Writes the program.
     *
     * @param positions rows of the rotary tables
     */
    public static HloProgram write(ModelSpec model, StepShape shape, CacheSpec cache, int positions) {
        return new StepProgram(model, shape, cache, positions).write();
    }

    private HloProgram write() {
        declare();
        Tensor rows = inputs.get("rows");
        Tensor tokens = column(rows, 0);
        Tensor at = column(rows, 1);
        Tensor slots = column(rows, 2);
        main.comment("embedding");
        Tensor x = main.scale(embed(tokens), model.config().embeddingScale());
        List<Tensor> angles = new ArrayList<>();
        for (int i = 0; i < model.ropes().size(); i++) {
            angles.add(main.gather(inputs.get("cos_" + i), at));
            angles.add(main.gather(inputs.get("sin_" + i), at));
        }
        List<Tensor> caches = new ArrayList<>();
        for (int i = 0; i < model.layers().size(); i++) {
            List<Tensor> out = layer(i, x, at, slots, angles);
            x = out.get(0);
            caches.add(out.get(1));
            caches.add(out.get(2));
        }
        caches.addFirst(x);
        main.returns(caches);
        List<HloFunction> functions = new ArrayList<>(layerFunctions.values());
        functions.addFirst(main);
        return HloProgram.of(
                "step_" + shape, parameters, functions, model.devices());
    }

    private void declare() {
        declare("rows", TensorType.of(ElementType.S32, shape.rows(), ROW_FIELDS));
        declare("pages", pages(shape, cache));
        declare("first_token", scalar());
        for (int i = 0; i < model.ropes().size(); i++) {
            declare("cos_" + i, angles(model, positions));
            declare("sin_" + i, angles(model, positions));
        }
        model.embedding().parameters(ModelSpec.EMBEDDING).forEach(part -> declare(part.name(), part.type()));
        for (int i = 0; i < model.layers().size(); i++) {
            for (Parameter weight : model.layers().get(i).parameters()) {
                declare(inLayer(i, weight.name()), weight.type());
            }
        }
        for (int i = 0; i < model.layers().size(); i++) {
            declareCache(inLayer(i, "keys"), cache(model.layers().get(i), cache), 1 + 2 * i);
            declareCache(inLayer(i, "values"), cache(model.layers().get(i), cache), 2 + 2 * i);
        }
    }

    private void declare(String name, TensorType type) {
        parameters.add(new Parameter(name, type));
        inputs.put(name, main.parameter(name, type));
    }

    private void declareCache(String name, TensorType type, int result) {
        parameters.add(new Parameter(name, type));
        inputs.put(name, main.donated(name, type, result));
    }

    /** A device looks up the tokens of its share; the sum over devices has each exactly once. */
    private Tensor embed(Tensor tokens) {
        Expressions expressions = new Expressions(main, model, inputs);
        MatrixSpec embedding = model.embedding();
        if (model.devices() == 1) {
            return expressions.lookup(tokens, ModelSpec.EMBEDDING, embedding);
        }
        Tensor first = main.broadcast(inputs.get("first_token"), tokens.type().shape());
        Tensor local = main.subtract(tokens, first);
        Tensor zero = main.constant(0, local.type());
        Tensor last = main.constant(embedding.rows() - 1, local.type());
        Tensor clamped = main.maximum(zero, main.minimum(local, last));
        Tensor found = expressions.lookup(clamped, ModelSpec.EMBEDDING, embedding);
        Tensor mine = main.broadcast(main.compare("EQ", local, clamped), found.type().shape(), 0);
        return expressions.sumOverDevices(main.select(mine, found, main.constant(0, found.type())));
    }

    private List<Tensor> layer(int index, Tensor x, Tensor at, Tensor slots, List<Tensor> angles) {
        LayerSpec layer = model.layers().get(index);
        HloFunction function = layerFunctions.computeIfAbsent(
                layer, spec -> LayerFunction.write("layer_" + layerFunctions.size(), model, spec, shape, cache));
        int rope = model.ropes().indexOf(ModelSpec.Rope.of(layer.config()));
        Map<String, Tensor> shared = Map.of(
                "x", x, "positions", at, "slots", slots, "pages", inputs.get("pages"), "cos", angles.get(2 * rope),
                "sin", angles.get(2 * rope + 1));
        List<Tensor> arguments = new ArrayList<>();
        for (Parameter parameter : LayerFunction.parameters(model, layer, shape, cache)) {
            Tensor argument = shared.get(parameter.name());
            arguments.add(argument == null ? inputs.get(inLayer(index, parameter.name())) : argument);
        }
        TensorType stored = cache(layer, cache);
        return main.call(function, arguments, List.of(x.type(), stored, stored));
    }

    private Tensor column(Tensor rows, int column) {
        return main.reshape(main.slice(rows, 1, column, column + 1), shape.rows());
    }

    /** Name of a layer's weight or cache among the parameters. */
    public static String inLayer(int layer, String name) {
        return "l" + layer + "_" + name;
    }

    static TensorType hidden(ModelSpec model, StepShape shape) {
        return TensorType.of(ElementType.F32, shape.rows(), model.config().hiddenSize());
    }

    static TensorType perRow(StepShape shape) {
        return TensorType.of(ElementType.S32, shape.rows());
    }

    static TensorType pages(StepShape shape, CacheSpec cache) {
        return TensorType.of(ElementType.S32, shape.tables(), cache.pages());
    }

    /** A number. */
    public static TensorType scalar() {
        return TensorType.of(ElementType.S32);
    }

    /** A norm's weight. */
    public static TensorType vector(int size) {
        return TensorType.of(ElementType.F32, size);
    }

    /** Cosines or sines. */
    public static TensorType angles(ModelSpec model, int rows) {
        return TensorType.of(ElementType.F32, rows, model.config().headDim() / 2);
    }

    /** Keys or values of a layer. */
    public static TensorType cache(LayerSpec layer, CacheSpec cache) {
        return TensorType.of(cache.element(), cache.slots(), layer.kvHeads(), layer.headDim());
    }
}
