package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.standalone.http.HttpConnections;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSourceTest {

    private static final HttpTimeouts IMPATIENT =
            new HttpTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(1), 3);

    private static final HttpConnections DIRECT = HttpConnections.of(Map.of());

    @TempDir
    Path folder;

    private final RecordedProgress progress = new RecordedProgress();
    private FileServer server;
    private Path part;

    @BeforeEach
    void start() throws Exception {
        server = FileServer.of(Samples.CONTENT);
        part = folder.resolve("file.part");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fetchesTheFile() throws Exception {
        source("/file").fetch(part, progress);

        assertThat(part).hasBinaryContent(Samples.CONTENT);
        assertThat(server.requests()).containsExactly("/file");
    }

    @Test
    void goesOnAfterEachLostConnection() throws Exception {
        server.cutAfter = 40_000;
        server.cuts = 2;

        source("/file").fetch(part, progress);

        assertThat(part).hasBinaryContent(Samples.CONTENT);
        assertThat(server.requests()).hasSize(3).last().asString().startsWith("/file bytes=");
        assertThat(progress.notes).hasSize(2).allMatch(note -> note.startsWith("connection lost at "));
    }

    @Test
    void givesUpWhereNoByteComesAnymore() throws Exception {
        server.cutAfter = 0;
        server.cuts = Integer.MAX_VALUE;

        assertFails("/file", "connection lost at 0.0 MiB");
        assertThat(server.requests()).hasSize(IMPATIENT.attempts());
    }

    @Test
    void resumesWhatAnEarlierProcessLeft() throws Exception {
        Files.write(part, Arrays.copyOf(Samples.CONTENT, 60_000));
        new ResumePoint(server.uri("/file"), server.etag).write(part);

        source("/file").fetch(part, progress);

        assertThat(part).hasBinaryContent(Samples.CONTENT);
        assertThat(server.requests()).containsExactly("/file bytes=60000-");
    }

    @Test
    void takesACompletePartFileAsItIs() throws Exception {
        Files.write(part, Samples.CONTENT);
        new ResumePoint(server.uri("/file"), server.etag).write(part);

        source("/file").fetch(part, progress);

        assertThat(part).hasBinaryContent(Samples.CONTENT);
        assertThat(server.requests()).containsExactly("/file bytes=100000-");
    }

    @Test
    void startsOverWhereTheServersFileHasChanged() throws Exception {
        Files.write(part, new byte[60_000]);
        new ResumePoint(server.uri("/file"), "\"zero\"").write(part);

        source("/file").fetch(part, progress);

        assertThat(part).hasBinaryContent(Samples.CONTENT);
    }

    @Test
    void startsOverWhereTheBytesAreOfAnotherUrl() throws Exception {
        Files.write(part, new byte[60_000]);
        new ResumePoint(server.uri("/other"), server.etag).write(part);

        source("/file").fetch(part, progress);

        assertThat(part).hasBinaryContent(Samples.CONTENT);
        assertThat(server.requests()).containsExactly("/file");
    }

    @Test
    void startsOverWhereTheServerKnowsNoRanges() throws Exception {
        server.ranges = false;
        server.cutAfter = 40_000;
        server.cuts = 1;

        source("/file").fetch(part, progress);

        assertThat(part).hasBinaryContent(Samples.CONTENT);
    }

    @Test
    void tellsAMissingFileFromARefusal() {
        server.status = 404;
        assertFails("/file", ErrorReason.SOURCE_NOT_FOUND, "HTTP 404: no such file");
        server.status = 401;
        assertFails("/file", ErrorReason.SOURCE_REFUSED,
                "HTTP 401: access refused; a private or gated model needs a token in HF_TOKEN");
        server.status = 500;
        assertFails("/file", "HTTP 500");
        assertThat(server.requests()).as("no answer is asked for twice").hasSize(3);
    }

    @Test
    void sendsTheTokenToItsOwnHostOnly() throws Exception {
        try (FileServer elsewhere = FileServer.of(Samples.CONTENT)) {
            server.redirect = Optional.of(elsewhere.endpoint() + "/cdn");

            new HttpSource("it", server.uri("/file"), Optional.of("secret"), FreeSpace.OF_DISK, IMPATIENT, DIRECT)
                    .fetch(part, progress);

            assertThat(part).hasBinaryContent(Samples.CONTENT);
            assertThat(server.authorizations()).containsExactly("Bearer secret");
            assertThat(elsewhere.authorizations()).containsExactly("null");
        }
    }

    @Test
    void endsARedirectThatGoesRound() {
        server.redirect = Optional.of("/file");
        assertFails("/file", "more than 10 redirects");
    }

    @Test
    void tellsThatNobodyListens() {
        server.close();
        assertFails("/file", "cannot be reached: ConnectException");
    }

    @Test
    void refusesAFileThatDoesNotFitBeforeItWritesAByte() {
        HttpSource source = new HttpSource("it", server.uri("/file"), Optional.empty(), _ -> 99_999, IMPATIENT,
                DIRECT);

        assertThatThrownBy(() -> source.fetch(part, progress))
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.DISK_FULL, GemstreamException::reason);
        assertThat(part).doesNotExist();
    }

    private HttpSource source(String path) {
        return new HttpSource("it", server.uri(path), Optional.empty(), FreeSpace.OF_DISK, IMPATIENT, DIRECT);
    }

    private void assertFails(String path, String message) {
        assertFails(path, ErrorReason.FETCH_FAILED, message);
    }

    private void assertFails(String path, ErrorReason reason, String message) {
        assertThatThrownBy(() -> source(path).fetch(part, progress))
                .hasMessageContaining("it: " + message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(reason, GemstreamException::reason);
    }
}
