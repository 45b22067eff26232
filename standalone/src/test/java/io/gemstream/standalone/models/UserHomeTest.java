package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserHomeTest {

    @Test
    void homeIsBeforeTheUserDatabase() {
        assertThat(UserHome.of(Map.of("HOME", "/home/a"), "/home/b")).contains(Path.of("/home/a"));
        assertThat(UserHome.of(Map.of("HOME", ""), "/home/b")).contains(Path.of("/home/b"));
        assertThat(UserHome.of(Map.of(), "/home/b")).contains(Path.of("/home/b"));
    }

    @Test
    void aUserWhomNobodyKnowsHasNone() {
        assertThat(UserHome.of(Map.of(), "?")).isEmpty();
        assertThat(UserHome.of(Map.of(), "")).isEmpty();
        assertThat(UserHome.of(Map.of("HOME", " "), "?")).isEmpty();
    }
}
