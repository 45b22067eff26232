package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the program of the output head: logits of some rows of a step, and the best of them, over one device's share
 * of the vocabulary.
 *
 * <p>Parameters: {@code x} [rows of the step, hidden], {@code wanted} [wanted] (row numbers), {@code output_norm}, the
 * output head, which is the embedding in most models.
 */
public final class HeadProgram {

    private HeadProgram() {}

    /**
     * Results: capped logits [wanted, vocabulary / devices]; the {@code k} largest of each row [wanted, k], largest
     * first; their ids within the share [wanted, k]; and the logarithm of the sum of exp(logit - largest) over the row
     * [wanted]. All in one program, so that it makes no difference to any of them which are looked at.
     */
    public static HloProgram write(ModelSpec model, StepShape shape, int wanted, int k) {
        HloFunction main = HloFunction.main();
        Map<String, Tensor> inputs = new HashMap<>();
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter("x", StepProgram.hidden(model, shape)));
        parameters.add(new Parameter("wanted", TensorType.of(ElementType.S32, wanted)));
        parameters.add(new Parameter("output_norm", TensorType.of(ElementType.F32, model.config().hiddenSize())));
        parameters.addAll(model.head().parameters(model.headName()));
        parameters.forEach(p -> inputs.put(p.name(), main.parameter(p.name(), p.type())));

        Expressions expressions = new Expressions(main, model, inputs);
        Tensor rows = main.gather(inputs.get("x"), inputs.get("wanted"));
        Tensor normed = expressions.rmsNorm(rows, "output_norm");
        Tensor logits = expressions.project(normed, model.headName(), model.head());
        Tensor capped = expressions.softcap(logits, model.config().finalSoftcap());
        List<Tensor> results = new ArrayList<>(List.of(capped));
        results.addAll(main.topK(capped, k));
        Tensor shifted = main.subtract(capped, main.broadcast(main.max(capped, 1), capped.type().shape(), 0));
        results.add(main.log(main.sum(main.exponential(shifted), 1)));
        main.returns(results);
        return HloProgram.of(
                "head_" + shape + "_" + wanted + "_" + k, parameters, List.of(main), model.devices());
    }
}
