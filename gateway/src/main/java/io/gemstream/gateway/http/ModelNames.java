package io.gemstream.gateway.http;

import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.config.HttpConfig;
import io.gemstream.proto.v1.Model;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.models.ServedModels;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Knows models by the names that clients use: their own, and those that the configuration gives them. */
@Singleton
public final class ModelNames {

    private final ServedModels models;
    private final Map<String, String> aliases;

    /**
     * A model under one of its names.
     *
     * @param name the name
     * @param model what is served
     */
    public record Named(String name, Model model) {}

    public ModelNames(ServedModels models, HttpConfig config) {
        this.models = models;
        this.aliases = Map.copyOf(config.aliases());
    }

    /**
     * The served model that a request's {@code model} means; it may be left out where there is one.
     *
     * @throws io.gemstream.proto.GemstreamException MODEL_NOT_FOUND, or INVALID_OPTION where there are several
     */
    public String served(Fields fields) {
        return served(fields.text("model").orElse(""));
    }

    /** The served model of a name, as {@link #served(Fields)} finds it. */
    public String served(String name) {
        return ModelDirectory.resolve(models, own(name));
    }

    /** The own name of the model that a name means; the name itself where it is none of the configuration's. */
    public String own(String name) {
        return aliases.getOrDefault(name, name);
    }

    /** Most tokens of prompt and answer together; 0 where the model has just gone. */
    public int contextLength(String served) {
        return models.latest(served).map(ModelRecord::getContextLength).orElse(0);
    }

    /** What a tokenizer service says of the model's special tokens. */
    public Optional<ModelRecord> tokenizer(String served) {
        return models.tokenizers(served).stream().findFirst();
    }

    /** All models that are known, by their own names first. */
    public List<Named> list() {
        List<Model> served = ModelDirectory.list(models);
        return Stream.concat(
                served.stream().map(model -> new Named(model.getName(), model)),
                aliases.entrySet().stream().sorted(Map.Entry.comparingByKey()).flatMap(alias -> served.stream()
                        .filter(model -> model.getName().equals(alias.getValue()))
                        .map(model -> new Named(alias.getKey(), model)))).toList();
    }
}
