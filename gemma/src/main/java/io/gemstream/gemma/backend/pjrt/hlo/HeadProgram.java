package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program of the output head: logits of some rows of a step, over one device's share of the vocabulary.
 *
 * <p>Parameters: {@code x} [rows of the step, hidden], {@code wanted} [wanted] (row numbers), {@code output_norm}, the
 * embedding.
 */
public final class HeadProgram {

    private HeadProgram() {}

    /** Result: capped logits [wanted, vocabulary / devices]. */
    public static HloProgram logits(ModelSpec model, StepShape shape, int wanted) {
        return write("head_" + shape + "_" + wanted, model, shape, wanted, (_, logits) -> List.of(logits));
    }

    /**
     * Results: the {@code k} largest logits [wanted, k], largest first; their ids within the share [wanted, k]; and the
     * logarithm of the sum of the exponentials of all [wanted], with which logits become log-probabilities.
     */
    public static HloProgram top(ModelSpec model, StepShape shape, int wanted, int k) {
        return write("top_" + k + "_" + shape + "_" + wanted, model, shape, wanted, (main, logits) -> {
            List<Tensor> results = new ArrayList<>(main.topK(logits, k));
            Tensor largest = main.max(logits, 1);
            Tensor shifted = main.subtract(logits, main.broadcast(largest, logits.type().shape(), 0));
            results.add(main.add(largest, main.log(main.sum(main.exponential(shifted), 1))));
            return results;
        });
    }

    private static HloProgram write(String name, ModelSpec model, StepShape shape, int wanted, Results results) {
        HloFunction main = HloFunction.main();
        Map<String, Tensor> inputs = new HashMap<>();
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter("x", StepProgram.hidden(model, shape)));
        parameters.add(new Parameter("wanted", TensorType.of(ElementType.S32, wanted)));
        parameters.add(new Parameter("output_norm", TensorType.of(ElementType.F32, model.config().hiddenSize())));
        parameters.addAll(model.embedding().parameters("embedding"));
        parameters.forEach(p -> inputs.put(p.name(), main.parameter(p.name(), p.type())));

        Expressions expressions = new Expressions(main, model, inputs);
        Tensor rows = main.gather(inputs.get("x"), inputs.get("wanted"));
        Tensor normed = expressions.rmsNorm(rows, "output_norm");
        Tensor logits = expressions.project(normed, "embedding", model.embedding());
        main.returns(results.of(main, expressions.softcap(logits, model.config().finalSoftcap())));
        return HloProgram.of(name, parameters, List.of(main), model.devices());
    }

    private interface Results {

        List<Tensor> of(HloFunction main, Tensor logits);
    }
}
