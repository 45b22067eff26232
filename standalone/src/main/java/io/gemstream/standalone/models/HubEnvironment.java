package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the environment variables of the Hugging Face tools (huggingface_hub, constants.py and utils/_auth.py).
 *
 * @param variables HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE and their older names
 */
record HubEnvironment(Map<String, String> variables) {

    private static final String HUB = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "TRUE", "YES", "ON");

    /**
     * URL of the hub, without a slash at the end.
     *
     * @throws GemstreamException INVALID_CONFIGURATION
     */
    String endpoint() {
        String named = value("HF_ENDPOINT").map(text -> text.strip().replaceAll("/+$", "")).orElse(HUB);
        try {
            URI uri = URI.create(named);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return named;
            }
        } catch (IllegalArgumentException noUrl) {
            // Told below, as every other one.
        }
        throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                "HF_ENDPOINT: \"" + named + "\" (expected: an http or https URL)");
    }

    /** The hub for the user: by the name that everybody knows, or as the user wrote it. */
    String name() {
        return value("HF_ENDPOINT").isPresent() ? endpoint() : "the Hugging Face hub";
    }

    /** Whether the hub may not be asked. */
    boolean isOffline() {
        return isTrue("HF_HUB_OFFLINE") || isTrue("TRANSFORMERS_OFFLINE");
    }

    /** The user's token: of a variable, else of the file that {@code hf auth login} writes. */
    Optional<String> token() {
        if (isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            return Optional.empty();
        }
        return value("HF_TOKEN").or(() -> value("HUGGING_FACE_HUB_TOKEN")).or(this::fileToken)
                .map(String::strip).filter(token -> !token.isEmpty());
    }

    /** The cache that the tools share; it need not be there. Empty for a user without a home. */
    Optional<Path> cache() {
        return value("HF_HUB_CACHE").or(() -> value("HUGGINGFACE_HUB_CACHE")).map(this::path)
                .or(() -> home().map(home -> home.resolve("hub")));
    }

    private Optional<String> fileToken() {
        Optional<Path> file = value("HF_TOKEN_PATH").map(this::path).or(() -> home().map(home -> home.resolve("token")));
        try {
            return file.isPresent() && Files.isReadable(file.get()) && Files.isRegularFile(file.get())
                    ? Optional.of(Files.readString(file.get()))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<Path> home() {
        return value("HF_HOME").map(this::path)
                .or(() -> value("XDG_CACHE_HOME").map(this::path).map(cache -> cache.resolve("huggingface")))
                .or(() -> UserHome.of(variables).map(user -> user.resolve(".cache").resolve("huggingface")));
    }

    private Path path(String text) {
        Optional<Path> home = text.matches("~(/.*)?") ? UserHome.of(variables) : Optional.empty();
        return home.map(user -> user.resolve(text.replaceFirst("^~/*", "")))
                .orElseGet(() -> Path.of(text)).toAbsolutePath();
    }

    private boolean isTrue(String variable) {
        return value(variable).map(text -> TRUE.contains(text.strip().toUpperCase(Locale.ROOT))).orElse(false);
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isBlank());
    }
}
