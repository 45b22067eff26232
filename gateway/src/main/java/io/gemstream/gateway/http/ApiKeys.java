package io.gemstream.gateway.http;

import io.gemstream.gateway.config.HttpConfig;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says for whom a request is: by its key where keys are configured, else by the header that a proxy sets. Keys come as
 * OpenAI's, Anthropic's and Google's clients send them, whichever API is called: some tools take one for another.
 */
@Singleton
final class ApiKeys {

    private static final String BEARER = "bearer ";

    private final Map<Tenant, byte[]> keys;

    ApiKeys(HttpConfig config) {
        keys = config.apiKeys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(entry -> new Tenant(entry.getKey()), entry -> bytes(entry.getValue())));
    }

    /**
     * The tenant of a request.
     *
     * @throws GemstreamException INVALID_API_KEY, or INVALID_OPTION for a name that is none
     */
    Tenant tenant(HttpServerRequest request) {
        if (keys.isEmpty()) {
            return Tenant.named(Optional.ofNullable(request.getHeader(RecordHeaders.TENANT)).orElse(""));
        }
        byte[] given = given(request).map(ApiKeys::bytes).orElseThrow(() -> new GemstreamException(
                ErrorReason.INVALID_API_KEY, "no API key (expected: one in Authorization, x-api-key, x-goog-api-key or ?key=)"));
        return keys.entrySet().stream()
                .filter(key -> MessageDigest.isEqual(key.getValue(), given))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new GemstreamException(ErrorReason.INVALID_API_KEY, "the API key is not known here"));
    }

    private static Optional<String> given(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        return Stream.of("x-api-key", "x-goog-api-key")
                .flatMap(name -> Stream.ofNullable(request.getHeader(name)))
                .findFirst()
                .or(() -> Optional.ofNullable(request.getParam("key")));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
