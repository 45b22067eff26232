package io.gemstream.standalone.cli;

import io.gemstream.standalone.models.HubReference;
import java.util.Optional;

/**
 * A model as the user named it. Pure.
 *
 * @param name what the store or the hub knows it by, or a path to serve it from
 * @param from where to fetch it from, where the user said so
 */
record ModelReference(String name, Optional<String> from) {

    private static final String GGUF = ".gguf";

    /** For {@code pull}: a URL or a path, other than a name of the hub, is a place to fetch from and names the model. */
    static ModelReference toPull(String model, Optional<String> from) {
        return from.isEmpty() && isLocation(model)
                ? new ModelReference(stem(model), Optional.of(model))
                : new ModelReference(model, from);
    }

    /** For {@code up}: a URL is fetched, a path is served where it lies. */
    static ModelReference toServe(String model, Optional<String> from) {
        return model.contains("://") ? toPull(model, from) : new ModelReference(model, from);
    }

    /** The name under which a model is served: topics are named after it, so other characters become dashes. */
    String served() {
        String name = HubReference.parse(name()).map(ModelReference::ofHub).orElseGet(() -> stem(name()))
                .replaceAll("[^a-zA-Z0-9._-]", "-").replaceAll("^[._-]+", "");
        return name.isEmpty() ? "model" : name;
    }

    /** The revision is left out: where two are served, they serve one model. */
    private static String ofHub(HubReference model) {
        return stem(model.repository()) + model.file().map(file -> "-" + stem(file)).orElse("");
    }

    private static boolean isLocation(String model) {
        return HubReference.parse(model).isEmpty()
                && (model.contains("/") || model.contains("\\") || model.endsWith(GGUF));
    }

    private static String stem(String location) {
        String path = location.replaceAll("[?#].*$", "").replaceAll("[/\\\\]+$", "");
        String file = path.replaceAll("^.*[/\\\\]", "");
        return file.endsWith(GGUF) ? file.substring(0, file.length() - GGUF.length()) : file;
    }
}
