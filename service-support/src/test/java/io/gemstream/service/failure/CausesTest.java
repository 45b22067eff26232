package io.gemstream.service.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class CausesTest {

    private static final IOException BROKEN = new IOException("broken");

    @Test
    void takesOffWhatFuturesPutAround() {
        assertThat(Causes.unwrapped(new ExecutionException(new CompletionException(BROKEN)))).isSameAs(BROKEN);
        assertThat(Causes.unwrapped(BROKEN)).isSameAs(BROKEN);
        UncheckedIOException said = new UncheckedIOException(BROKEN);
        assertThat(Causes.unwrapped(said)).isSameAs(said);
    }

    @Test
    void findsTheFirstOfAKind() {
        assertThat(Causes.first(new RuntimeException(new UncheckedIOException(BROKEN)), IOException.class))
                .contains(BROKEN);
        assertThat(Causes.first(BROKEN, RuntimeException.class)).isEmpty();
    }
}
