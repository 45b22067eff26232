package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Builds one StableHLO function: every method appends an operation and gives its result. */
final class HloFunction {

    private final String name;
    private final boolean entry;
    private final List<String> parameters = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private String results = "";
    private String indent = "    ";
    private int next;

    private HloFunction(String name, boolean entry) {
        this.name = name;
        this.entry = entry;
    }

    /** The function that is executed. */
    static HloFunction main() {
        return new HloFunction("main", true);
    }

    /** A function that others call. */
    static HloFunction inner(String name) {
        return new HloFunction(name, false);
    }

    String name() {
        return name;
    }

    Tensor parameter(String parameter, TensorType type) {
        parameters.add("%" + parameter + ": " + type);
        return new Tensor("%" + parameter, type);
    }

    /** A parameter whose memory becomes a result's: the caller donates it. */
    Tensor donated(String parameter, TensorType type, int result) {
        parameters.add("%" + parameter + ": " + type + " {tf.aliasing_output = " + result + " : i32}");
        return new Tensor("%" + parameter, type);
    }

    void comment(String text) {
        line("// " + text);
    }

    void returns(List<Tensor> values) {
        results = types(values);
        line("return " + names(values) + " : " + results);
    }

    Tensor constant(double value, TensorType type) {
        String number = type.element() == ElementType.S32 ? Long.toString((long) value) : decimal((float) value);
        return emit(type, "stablehlo.constant dense<" + number + "> : " + type);
    }

    Tensor scalar(double value, ElementType element) {
        return constant(value, TensorType.of(element));
    }

    Tensor iota(TensorType type, int dimension) {
        return emit(type, "stablehlo.iota dim = " + dimension + " : " + type);
    }

    Tensor add(Tensor a, Tensor b) {
        return binary("add", a, b);
    }

    Tensor subtract(Tensor a, Tensor b) {
        return binary("subtract", a, b);
    }

    Tensor multiply(Tensor a, Tensor b) {
        return binary("multiply", a, b);
    }

    Tensor divide(Tensor a, Tensor b) {
        return binary("divide", a, b);
    }

    Tensor maximum(Tensor a, Tensor b) {
        return binary("maximum", a, b);
    }

    Tensor minimum(Tensor a, Tensor b) {
        return binary("minimum", a, b);
    }

    Tensor and(Tensor a, Tensor b) {
        return binary("and", a, b);
    }

    Tensor tanh(Tensor a) {
        return unary("tanh", a);
    }

    Tensor rsqrt(Tensor a) {
        return unary("rsqrt", a);
    }

    Tensor exponential(Tensor a) {
        return unary("exponential", a);
    }

    Tensor log(Tensor a) {
        return unary("log", a);
    }

    /** {@code a * factor}. */
    Tensor scale(Tensor a, double factor) {
        return multiply(a, constant(factor, a.type()));
    }

    Tensor convert(Tensor a, ElementType element) {
        TensorType type = a.type().with(element);
        return type.equals(a.type()) ? a : emit(type, "stablehlo.convert " + a.name() + signature(type, a));
    }

    Tensor reshape(Tensor a, int... shape) {
        TensorType type = TensorType.of(a.type().element(), shape);
        return type.equals(a.type()) ? a : emit(type, "stablehlo.reshape " + a.name() + signature(type, a));
    }

    Tensor transpose(Tensor a, int... order) {
        TensorType type = TensorType.of(
                a.type().element(), Arrays.stream(order).map(a::size).toArray());
        return emit(type, "stablehlo.transpose " + a.name() + ", dims = " + list(order) + signature(type, a));
    }

    /** {@code a} repeated to a shape; dimension {@code i} of {@code a} becomes dimension {@code dimensions[i]}. */
    Tensor broadcast(Tensor a, List<Integer> shape, int... dimensions) {
        TensorType type = new TensorType(a.type().element(), shape);
        return emit(
                type, "stablehlo.broadcast_in_dim " + a.name() + ", dims = " + list(dimensions) + signature(type, a));
    }

    Tensor compare(String direction, Tensor a, Tensor b) {
        TensorType type = a.type().with(ElementType.PRED);
        return emit(type, "stablehlo.compare " + direction + ", " + names(List.of(a, b)) + signature(type, a, b));
    }

    Tensor select(Tensor condition, Tensor yes, Tensor no) {
        return emit(
                yes.type(),
                "stablehlo.select " + names(List.of(condition, yes, no)) + " : " + condition.type() + ", "
                        + yes.type());
    }

    Tensor sum(Tensor a, int dimension) {
        return reduce("add", 0, a, dimension);
    }

    Tensor max(Tensor a, int dimension) {
        double least = a.type().element() == ElementType.S32 ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY;
        return reduce("maximum", least, a, dimension);
    }

    Tensor min(Tensor a, int dimension) {
        return reduce("minimum", Integer.MAX_VALUE, a, dimension);
    }

    /** Part {@code [from, to)} of one dimension. */
    Tensor slice(Tensor a, int dimension, int from, int to) {
        List<Integer> shape = new ArrayList<>(a.type().shape());
        shape.set(dimension, to - from);
        TensorType type = new TensorType(a.type().element(), shape);
        String ranges = IntStream.range(0, a.rank())
                .mapToObj(d -> d == dimension ? from + ":" + to : "0:" + a.size(d))
                .collect(Collectors.joining(", "));
        return emit(type, "stablehlo.slice " + a.name() + " [" + ranges + "]" + signature(type, a));
    }

    /** {@code count} columns of a matrix, from a computed one on. */
    Tensor columns(Tensor a, Tensor first, int count) {
        TensorType type = TensorType.of(a.type().element(), a.size(0), count);
        Tensor zero = scalar(0, ElementType.S32);
        return emit(
                type,
                "stablehlo.dynamic_slice " + names(List.of(a, zero, first)) + ", sizes = "
                        + list(a.size(0), count) + signature(type, a, zero, first));
    }

    Tensor concatenate(Tensor a, Tensor b, int dimension) {
        List<Integer> shape = new ArrayList<>(a.type().shape());
        shape.set(dimension, a.size(dimension) + b.size(dimension));
        TensorType type = new TensorType(a.type().element(), shape);
        return emit(
                type,
                "stablehlo.concatenate " + names(List.of(a, b)) + ", dim = " + dimension + signature(type, a, b));
    }

    /** Rows of {@code table} by number: [N, rest] and [index] give [index, rest]. */
    Tensor gather(Tensor table, Tensor indices) {
        int[] window = IntStream.range(1, table.rank()).map(table::size).toArray();
        int[] offsets = IntStream.range(0, window.length).map(i -> indices.rank() + i).toArray();
        TensorType type = TensorType.of(
                table.type().element(),
                IntStream.concat(IntStream.range(0, indices.rank()).map(indices::size), Arrays.stream(window))
                        .toArray());
        String sizes = Arrays.stream(window).mapToObj(size -> ", " + size).collect(Collectors.joining());
        return emit(
                type,
                "\"stablehlo.gather\"(" + names(List.of(table, indices))
                        + ") <{dimension_numbers = #stablehlo.gather<offset_dims = " + list(offsets)
                        + ", collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = " + indices.rank()
                        + ">, slice_sizes = array<i64: 1" + sizes + ">}>" + signature(type, table, indices));
    }

    /** {@code table} with some rows replaced; a row number beyond the table is left out. Numbers must differ. */
    Tensor scatter(Tensor table, Tensor indices, Tensor rows) {
        int[] window = IntStream.range(1, table.rank()).toArray();
        String scalar = TensorType.of(table.type().element()).toString();
        String type = table.type().toString();
        return emit(
                table.type(),
                "\"stablehlo.scatter\"(" + names(List.of(table, indices, rows))
                        + ") <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = " + list(window)
                        + ", inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>,"
                        + " unique_indices = true}> ({\n" + indent + "^bb0(%old: " + scalar + ", %new: " + scalar
                        + "):\n" + indent + "  stablehlo.return %new : " + scalar + "\n" + indent + "})"
                        + " : (" + types(List.of(table, indices, rows)) + ") -> " + type);
    }

    /**
     * Products summed over one dimension of each.
     *
     * @param batchA dimensions of {@code a} that go along with those of {@code b}, in order
     * @param exact whether f32 inputs must not be rounded to a faster type
     * @param result type of sums and result
     */
    Tensor dot(
            Tensor a, Tensor b, int[] batchA, int[] batchB, int sumA, int sumB, boolean exact, ElementType result) {
        IntStream rest = IntStream.concat(free(a, batchA, sumA), free(b, batchB, sumB));
        TensorType type = TensorType.of(
                result, IntStream.concat(Arrays.stream(batchA).map(a::size), rest).toArray());
        String batches = batchA.length == 0 ? "" : ", batching_dims = " + list(batchA) + " x " + list(batchB);
        return emit(
                type,
                "stablehlo.dot_general " + names(List.of(a, b)) + batches + ", contracting_dims = [" + sumA + "] x ["
                        + sumB + "]" + (exact ? ", precision = [HIGHEST, HIGHEST]" : "") + signature(type, a, b));
    }

    /** Sum over all replicas; the same on each. */
    Tensor allReduce(Tensor a, int replicas) {
        String scalar = TensorType.of(a.type().element()).toString();
        String group = IntStream.range(0, replicas).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return emit(
                a.type(),
                "\"stablehlo.all_reduce\"(" + a.name() + ") <{replica_groups = dense<[[" + group + "]]> : tensor<1x"
                        + replicas + "xi64>}> ({\n" + indent + "^bb0(%left: " + scalar + ", %right: " + scalar
                        + "):\n" + indent + "  %sum = stablehlo.add %left, %right : " + scalar + "\n" + indent
                        + "  stablehlo.return %sum : " + scalar + "\n" + indent + "})" + signature(a.type(), a));
    }

    /** The {@code k} largest of each row, largest first, and where they were. */
    List<Tensor> topK(Tensor a, int k) {
        TensorType values = TensorType.of(a.type().element(), a.size(0), k);
        TensorType ids = values.with(ElementType.S32);
        String result = "%" + next++;
        line(result + ":2 = chlo.top_k(" + a.name() + ", k = " + k + ") : " + a.type() + " -> (" + values + ", " + ids
                + ")");
        return List.of(new Tensor(result + "#0", values), new Tensor(result + "#1", ids));
    }

    List<Tensor> call(HloFunction function, List<Tensor> arguments, List<TensorType> types) {
        String result = "%" + next++;
        line(result + ":" + types.size() + " = func.call @" + function.name + "(" + names(arguments) + ") : ("
                + types(arguments) + ") -> (" + join(types) + ")");
        return results(result, types);
    }

    /** Repeats {@code body} while {@code condition} holds; values of the enclosing function may be used in both. */
    List<Tensor> loop(
            List<Tensor> start, Function<List<Tensor>, Tensor> condition, Function<List<Tensor>, List<Tensor>> body) {
        List<TensorType> types = start.stream().map(Tensor::type).toList();
        String result = "%" + next++;
        List<Tensor> carried = new ArrayList<>();
        StringBuilder head = new StringBuilder();
        for (Tensor value : start) {
            Tensor inside = new Tensor("%" + next++, value.type());
            head.append(carried.isEmpty() ? "" : ", ").append(inside.name()).append(" = ").append(value.name());
            carried.add(inside);
        }
        line(result + ":" + types.size() + " = stablehlo.while(" + head + ") : " + join(types));
        region("cond {", () -> List.of(condition.apply(carried)));
        region("} do {", () -> body.apply(carried));
        line("}");
        return results(result, types);
    }

    /** The text. */
    @Override
    public String toString() {
        return "  func.func " + (entry ? "public" : "private") + " @" + name + "(\n      "
                + String.join(",\n      ", parameters) + "\n  ) -> (" + results + ") {\n" + body + "  }\n";
    }

    private void region(String head, Supplier<List<Tensor>> content) {
        line(head);
        String outer = indent;
        indent += "  ";
        List<Tensor> values = content.get();
        line("stablehlo.return " + names(values) + " : " + types(values));
        indent = outer;
    }

    private Tensor unary(String operation, Tensor a) {
        return emit(a.type(), "stablehlo." + operation + " " + a.name() + " : " + a.type());
    }

    private Tensor binary(String operation, Tensor a, Tensor b) {
        return emit(a.type(), "stablehlo." + operation + " " + a.name() + ", " + b.name() + " : " + a.type());
    }

    private Tensor reduce(String operation, double start, Tensor a, int dimension) {
        List<Integer> shape = new ArrayList<>(a.type().shape());
        shape.remove(dimension);
        TensorType type = new TensorType(a.type().element(), shape);
        Tensor first = scalar(start, a.type().element());
        return emit(
                type,
                "stablehlo.reduce(" + a.name() + " init: " + first.name() + ") applies stablehlo." + operation
                        + " across dimensions = [" + dimension + "]" + signature(type, a, first));
    }

    private Tensor emit(TensorType type, String operation) {
        Tensor result = new Tensor("%" + next++, type);
        line(result.name() + " = " + operation);
        return result;
    }

    private void line(String text) {
        body.append(indent).append(text).append('\n');
    }

    private static IntStream free(Tensor a, int[] batch, int sum) {
        return IntStream.range(0, a.rank())
                .filter(d -> d != sum && Arrays.stream(batch).noneMatch(b -> b == d))
                .map(a::size);
    }

    private static List<Tensor> results(String name, List<TensorType> types) {
        return IntStream.range(0, types.size())
                .mapToObj(i -> new Tensor(types.size() == 1 ? name : name + "#" + i, types.get(i)))
                .toList();
    }

    private static String signature(TensorType result, Tensor... operands) {
        return " : (" + types(List.of(operands)) + ") -> " + result;
    }

    private static String names(List<Tensor> values) {
        return values.stream().map(Tensor::name).collect(Collectors.joining(", "));
    }

    private static String types(List<Tensor> values) {
        return join(values.stream().map(Tensor::type).toList());
    }

    private static String join(List<TensorType> types) {
        return types.stream().map(TensorType::toString).collect(Collectors.joining(", "));
    }

    private static String list(int... values) {
        return Arrays.toString(values);
    }

    /** Infinities have no decimal form. */
    private static String decimal(float value) {
        return Float.isInfinite(value)
                ? String.format(Locale.ROOT, "0x%08X", Float.floatToRawIntBits(value))
                : Float.toString(value);
    }
}
