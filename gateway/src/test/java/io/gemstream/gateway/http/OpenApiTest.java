package io.gemstream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gemstream.gateway.TestBroker;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The description of the API, which is kept by hand, against the routes of the faces; and the page that shows it. */
@QuarkusTest
@QuarkusTestResource(TestBroker.class)
class OpenApiTest {

    private static final Pattern IN_PLACE_OF_A_NAME = Pattern.compile("\\{[^}]*}|:[^/]*|\\*");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @All
    List<HttpFace> faces;

    @Test
    void everyRouteIsDescribedAndNothingElse() throws Exception {
        Routes served = new Routes();
        faces.forEach(face -> face.routes(served));
        // Of the server itself.
        served.keyless.add("get /metrics");
        Set<String> all = new TreeSet<>(served.keyed);
        all.addAll(served.keyless);
        assertThat(described(false)).isEqualTo(all);
        assertThat(described(true)).isEqualTo(served.keyless);
    }

    @Test
    void thePageIsServedWithAllThatItNeeds() throws Exception {
        HttpResponse<String> moved = fetch("/docs");
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("location")).contains("docs/");
        HttpResponse<String> page = fetch("/docs/");
        assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).doesNotContain("http:", "https:", "//");
        List<String> parts = Pattern.compile("(?:src|href)=\"([^\":]+)\"").matcher(page.body()).results()
                .map(part -> part.group(1)).toList();
        assertThat(parts).hasSize(4).allSatisfy(part ->
                assertThat(fetch("/docs/" + part).statusCode()).as(part).isEqualTo(200));
    }

    private HttpResponse<String> fetch(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** @param keyless only those that need no key */
    private static Set<String> described(boolean keyless) throws Exception {
        try (InputStream file = OpenApiTest.class.getResourceAsStream("/META-INF/resources/openapi.yaml")) {
            Set<String> described = new TreeSet<>();
            new YAMLMapper().readTree(file).path("paths").properties().forEach(path ->
                    path.getValue().properties().stream()
                            .filter(operation -> METHODS.contains(operation.getKey()))
                            .filter(operation -> !keyless || isKeyless(operation.getValue()))
                            .forEach(operation -> described.add(operation.getKey() + " " + general(path.getKey()))));
            return described;
        }
    }

    private static boolean isKeyless(JsonNode operation) {
        return operation.has("security") && operation.get("security").isEmpty();
    }

    private static String general(String path) {
        return IN_PLACE_OF_A_NAME.matcher(path).replaceAll("{}");
    }

    /** Notes what the faces serve. */
    private static final class Routes implements HttpRoutes {

        private final Set<String> keyed = new TreeSet<>();
        private final Set<String> keyless = new TreeSet<>();

        @Override
        public void get(String path, ErrorForm errors, Consumer<Exchange> handler) {
            keyed.add("get " + general(path));
        }

        @Override
        public void open(String path, ErrorForm errors, Consumer<Exchange> handler) {
            keyless.add("get " + general(path));
        }

        @Override
        public void post(String path, ErrorForm errors, BiConsumer<Exchange, ObjectNode> handler) {
            keyed.add("post " + general(path));
        }

        @Override
        public void unknown(String prefix, ErrorForm errors) { }
    }
}
