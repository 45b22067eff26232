package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufOutline;
import io.gemstream.gemma.format.SafetensorsModel;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.model.ConfigReading;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerConfig;
import io.gemstream.gemma.model.TensorNaming;
import io.gemstream.gemma.model.TensorRole;
import java.util.ArrayList;
import java.util.List;

/**
 * Plan of a conversion, made before anything is written.
 *
 * @param outline header and layout of the new file
 * @param tensors its tensors, in the outline's order
 */
record ConversionPlan(GgufOutline outline, List<PlannedTensor> tensors) {

    static ConversionPlan of(SafetensorsModel model, StoredType type) {
        GemmaConfig config = ConfigReading.of(model).config();
        // Refuses missing tensors, wrong shapes and what it could not write before hours of writing.
        GemmaWeights weights = GemmaWeights.read(model, config);
        GgufOutline outline = new GgufOutline();
        ArchitectureKeys.put(outline, config, type);
        TokenizerKeys.put(outline, StoredVocabulary.read(model));
        List<PlannedTensor> tensors = tensors(model, config, weights, type);
        tensors.forEach(tensor -> outline.tensor(tensor.name(), tensor.type(), tensor.shape()));
        return new ConversionPlan(outline, tensors);
    }

    private static List<PlannedTensor> tensors(
            SafetensorsModel model, GemmaConfig config, GemmaWeights weights, StoredType type) {
        TensorNaming from = TensorNaming.of(model, config);
        TensorNaming to = new TensorNaming.Gguf();
        float offset = from.normOffset() - to.normOffset();
        List<PlannedTensor> tensors = new ArrayList<>();
        tensors.add(PlannedTensor.matrix(
                model.requireTensor(from.embedding()), to.embedding(), type.embedding(), config.vocabularySize()));
        if (weights.ownHead().isPresent()) {
            TensorInfo head = model.requireTensor(from.storedHead(model).orElseThrow());
            tensors.add(PlannedTensor.matrix(
                    head, to.heads().getFirst(), type.embedding(), config.vocabularySize()));
        }
        for (int i = 0; i < config.layers().size(); i++) {
            for (TensorRole role : roles(config.layers().get(i))) {
                TensorInfo source = model.requireTensor(from.layer(i, role));
                tensors.add(isNorm(role)
                        ? PlannedTensor.norm(source, to.layer(i, role), offset)
                        : matrix(source, to.layer(i, role), type.matrices()));
            }
        }
        tensors.add(PlannedTensor.norm(model.requireTensor(from.outputNorm()), to.outputNorm(), offset));
        return tensors;
    }

    private static PlannedTensor matrix(TensorInfo source, String name, GgmlType type) {
        return PlannedTensor.matrix(source, name, type, Math.toIntExact(source.shape().get(1)));
    }

    private static List<TensorRole> roles(LayerConfig layer) {
        List<TensorRole> roles = new ArrayList<>(List.of(TensorRole.values()));
        if (!layer.postNorms()) {
            roles.removeAll(List.of(TensorRole.POST_ATTENTION_NORM, TensorRole.POST_FEED_FORWARD_NORM));
        }
        if (!layer.queryKeyNorm()) {
            roles.removeAll(List.of(TensorRole.QUERY_NORM, TensorRole.KEY_NORM));
        }
        return roles;
    }

    private static boolean isNorm(TensorRole role) {
        return switch (role) {
            case ATTENTION_NORM, QUERY_NORM, KEY_NORM, POST_ATTENTION_NORM, FEED_FORWARD_NORM,
                    POST_FEED_FORWARD_NORM -> true;
            case QUERY, KEY, VALUE, ATTENTION_OUTPUT, GATE, UP, DOWN -> false;
        };
    }
}
