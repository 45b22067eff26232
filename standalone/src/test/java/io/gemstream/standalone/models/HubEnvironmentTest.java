package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubEnvironmentTest {

    @TempDir
    Path home;

    @Test
    void theCacheIsWhereTheHubsOwnToolsHaveIt() {
        assertThat(of(Map.of("HOME", "/home/a")).cache()).contains(Path.of("/home/a/.cache/huggingface/hub"));
        assertThat(of(Map.of("HOME", "/home/a", "XDG_CACHE_HOME", "/x")).cache()).contains(Path.of("/x/huggingface/hub"));
        assertThat(of(Map.of("HF_HOME", "/hf", "XDG_CACHE_HOME", "/x")).cache()).contains(Path.of("/hf/hub"));
        assertThat(of(Map.of("HUGGINGFACE_HUB_CACHE", "/old", "HF_HOME", "/hf")).cache()).contains(Path.of("/old"));
        assertThat(of(Map.of("HF_HUB_CACHE", "/new", "HUGGINGFACE_HUB_CACHE", "/old")).cache()).contains(Path.of("/new"));
        assertThat(of(Map.of("HF_HUB_CACHE", "~/hub", "HOME", "/home/a")).cache()).contains(Path.of("/home/a/hub"));
    }

    @Test
    void aTokenIsOfAVariableOrOfTheFileOfTheLogin() throws IOException {
        Files.writeString(home.resolve("token"), "of file\n");
        Path other = Files.writeString(home.resolve("other"), "of path\r\n");
        Map<String, String> login = Map.of("HF_HOME", home.toString());

        assertThat(of(login).token()).contains("of file");
        assertThat(of(Map.of("HF_HOME", home.toString(), "HF_TOKEN_PATH", other.toString())).token()).contains("of path");
        assertThat(of(Map.of("HF_HOME", home.toString(), "HUGGING_FACE_HUB_TOKEN", "old")).token()).contains("old");
        assertThat(of(Map.of("HF_TOKEN", " new\n", "HUGGING_FACE_HUB_TOKEN", "old")).token()).contains("new");
        assertThat(of(Map.of("HF_HOME", home.toString(), "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).token()).isEmpty();
        assertThat(of(Map.of("HF_HOME", home.resolve("none").toString())).token()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "ON", "yes", "True"})
    void isOfflineWhereAVariableSaysSo(String value) {
        assertThat(of(Map.of("HF_HUB_OFFLINE", value)).isOffline()).isTrue();
        assertThat(of(Map.of("TRANSFORMERS_OFFLINE", value)).isOffline()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "no", "false", "off"})
    void isNotOfflineOtherwise(String value) {
        assertThat(of(Map.of("HF_HUB_OFFLINE", value)).isOffline()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.example.org", "hub.example.org:8080", "ftp://hub", "http://", "http://a b"})
    void anEndpointThatIsNoUrlIsRefused(String value) {
        assertThatThrownBy(() -> of(Map.of("HF_ENDPOINT", value)).endpoint())
                .hasMessage("HF_ENDPOINT: \"" + value.replaceAll("/+$", "") + "\" (expected: an http or https URL)");
    }

    private static HubEnvironment of(Map<String, String> variables) {
        return new HubEnvironment(variables);
    }
}
