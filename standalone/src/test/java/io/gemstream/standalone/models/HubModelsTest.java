package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.testing.oracle.TinyGemma;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubModelsTest {

    private static final HttpTimeouts IMPATIENT =
            new HttpTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(1), 2);
    private static final byte[] SHARD_1 = Samples.bytes(60_000, 11);
    private static final byte[] SHARD_2 = Samples.bytes(50_000, 12);
    private static final String INDEX = "{\"metadata\":{\"total_size\":110000},\"weight_map\":"
            + "{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}";

    @TempDir
    Path folder;

    private final RecordedProgress progress = new RecordedProgress();
    private final Map<String, String> more = new HashMap<>();
    private HubServer hub;
    private Path model;

    @BeforeEach
    void start() throws IOException {
        hub = HubServer.start();
        model = folder.resolve("owner/tiny");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void pullsAFileByItsQuantisation() throws Exception {
        hub.with("tiny-Q8_0.gguf", Samples.CONTENT).with("tiny-Q4_0.gguf", SHARD_1).with("README.md", "read me");

        assertThat(store().pull("owner/tiny:q8_0", Optional.empty()))
                .isEqualTo(model.resolve("tiny-Q8_0.gguf")).hasBinaryContent(Samples.CONTENT);

        assertThat(hub.requests).containsExactly("/api/models/owner/tiny/revision/main",
                "/owner/tiny/resolve/" + hub.commit + "/tiny-Q8_0.gguf", "cdn:tiny-Q8_0.gguf");
        assertThat(hub.hubTokens).containsOnly("Bearer secret");
        assertThat(hub.cdnTokens).as("another host").containsExactly("null");
        assertThat(progress.steps).containsExactly("downloading", "verifying");
        assertThat(names()).containsExactly(".listing.json", "tiny-Q8_0.gguf", "tiny-Q8_0.gguf.sha256");
    }

    @Test
    void pullsASafetensorsModelInShards() throws Exception {
        withShards();

        assertThat(store().pull("owner/tiny", Optional.empty())).isEqualTo(model);

        assertThat(names()).filteredOn(name -> !name.endsWith(".sha256")).containsExactly(".listing.json", "config.json",
                "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json",
                "tokenizer.model");
        assertThat(model.resolve("model-00002-of-00002.safetensors")).hasBinaryContent(SHARD_2);
        assertThat(model.resolve("config.json")).hasContent("{}");
        assertThat(progress.steps).as("one step for all files").containsExactly("downloading", "verifying");
    }

    @Test
    void pullsAllPartsOfASplitGguf() throws Exception {
        hub.with("Q8_0/tiny-Q8_0-00001-of-00002.gguf", SHARD_1).with("Q8_0/tiny-Q8_0-00002-of-00002.gguf", SHARD_2);
        Path first = model.resolve("Q8_0/tiny-Q8_0-00001-of-00002.gguf");

        assertThat(store().pull("owner/tiny:Q8_0", Optional.empty())).isEqualTo(first).hasBinaryContent(SHARD_1);

        assertThat(model.resolve("Q8_0/tiny-Q8_0-00002-of-00002.gguf")).hasBinaryContent(SHARD_2);
        hub.requests.clear();
        assertThat(store().require("owner/tiny:Q8_0", Optional.empty())).isEqualTo(first);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void servesWhatIsHereWithoutTheHub() throws Exception {
        withShards();
        store().pull("owner/tiny", Optional.empty());
        hub.close();

        assertThat(store().require("owner/tiny", Optional.empty())).isEqualTo(model);

        Files.delete(model.resolve("tokenizer.model"));
        assertFails("owner/tiny", ErrorReason.FETCH_FAILED, "cannot be reached: ConnectException");
    }

    @Test
    void fetchesOnlyWhatANewCommitHasChanged() throws Exception {
        withShards();
        store().pull("owner/tiny", Optional.empty());
        hub.with("model-00002-of-00002.safetensors", SHARD_1.clone()).with("tokenizer.model", "other");
        hub.commit = "b".repeat(40);
        hub.requests.clear();

        store().pull("owner/tiny", Optional.empty());

        assertThat(hub.requests).filteredOn(request -> request.startsWith("/owner"))
                .extracting(request -> request.replaceAll(".*/", ""))
                .containsExactly("tokenizer.model", "model-00002-of-00002.safetensors");
        assertThat(model.resolve("model-00002-of-00002.safetensors")).hasBinaryContent(SHARD_1);
    }

    @Test
    void dropsTheIndexOfAModelThatIsInOneFileNow() throws Exception {
        withShards();
        store().pull("owner/tiny", Optional.empty());
        hub.with("model.safetensors", Samples.CONTENT);

        store().pull("owner/tiny", Optional.empty());

        assertThat(model.resolve("model.safetensors.index.json")).doesNotExist();
    }

    @Test
    void goesOnAfterALostConnection() throws Exception {
        withShards();
        hub.cutAfter = 20_000;
        hub.cuts = 1;

        store().pull("owner/tiny", Optional.empty());

        assertThat(hub.requests).anyMatch(request -> request.matches("cdn:.* bytes=\\d+-"));
        assertThat(model.resolve("model-00001-of-00002.safetensors")).hasBinaryContent(SHARD_1);
    }

    @Test
    void showsNothingOfASetBeforeItsLastFileAndGoesOnWithIt() throws Exception {
        hub.with("config.json", "{}").with("model.safetensors", Samples.CONTENT).with("tokenizer.model", "pieces");
        hub.cutAfter = 20_000;
        hub.cuts = Integer.MAX_VALUE;
        assertFails("owner/tiny", ErrorReason.FETCH_FAILED, "connection lost");
        assertThat(names()).noneMatch(name -> name.endsWith(".json") || name.endsWith(".safetensors"));
        hub.cuts = 0;
        hub.requests.clear();

        store().require("owner/tiny", Optional.empty());

        assertThat(hub.requests).anyMatch(request -> request.matches("cdn:model.safetensors bytes=[1-9]\\d*-"))
                .noneMatch(request -> request.contains("config.json"));
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(Samples.CONTENT);
    }

    @Test
    void refusesWrongBytesAndForgetsThem() throws Exception {
        withShards();
        hub.wrongBytes = true;

        assertFails("owner/tiny", ErrorReason.CHECKSUM_MISMATCH, "tokenizer.model: sha256 ");
        assertThat(names()).doesNotContain("config.json", "tokenizer.model", "tokenizer.model.part");
        hub.wrongBytes = false;
        assertFails("owner/tiny", ErrorReason.CHECKSUM_MISMATCH, "model-00001-of-00002.safetensors: sha256 ");
    }

    @Test
    void tellsWhatAGatedModelNeeds() {
        hub.with("tiny.gguf", Samples.CONTENT).gated = true;

        assertFails("owner/tiny", ErrorReason.SOURCE_REFUSED,
                "HTTP 403: the model is gated, and the account of HF_TOKEN has not been let in");
        assertThatThrownBy(() -> store(Optional.empty(), FreeSpace.OF_DISK).pull("owner/tiny", Optional.empty()))
                .hasMessageContaining("(owner/tiny): tiny.gguf: HTTP 401: the model is gated, and HF_TOKEN is not set")
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.SOURCE_REFUSED, GemstreamException::reason);
    }

    @Test
    void tellsWhatIsNotOnTheHub() {
        hub.with("tiny.gguf", Samples.CONTENT);

        assertFails("owner/none", ErrorReason.SOURCE_NOT_FOUND, "HTTP 401: no such repository for the token of HF_TOKEN");
        assertFails("owner/tiny@v9", ErrorReason.SOURCE_NOT_FOUND, "HTTP 404: no such revision");
        assertFails("owner/tiny:Q3", ErrorReason.INVALID_OPTION, "expected: a part of tiny.gguf");
    }

    @Test
    void keepsARevisionByItself() throws Exception {
        hub.with("tiny.gguf", Samples.CONTENT);

        assertThat(store().require("owner/tiny@refs/pr/1", Optional.empty()))
                .isEqualTo(folder.resolve("owner/tiny@refs--pr--1/tiny.gguf")).exists();
        assertThat(model).doesNotExist();
    }

    @Test
    void refusesASetThatDoesNotFitBeforeItsFirstByte() {
        hub.with("config.json", "{}").with("model.safetensors", Samples.CONTENT).with("tokenizer.model", "pieces");

        assertThatThrownBy(() -> store(Optional.of("secret"), _ -> 100_000).pull("owner/tiny", Optional.empty()))
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.DISK_FULL, GemstreamException::reason);
        assertThat(hub.requests).hasSize(1);
    }

    @Test
    void prefersAPathOnThisMachine() throws Exception {
        Path local = Files.createDirectories(folder.resolve("local/model"));

        assertThat(store().require(local.toString(), Optional.empty())).isEqualTo(local);
        assertThat(store().pull(local.toString(), Optional.empty())).isEqualTo(local);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void refusesAListingThatLeadsElsewhere() {
        hub.with("../up.gguf", Samples.CONTENT);

        assertFails("owner/tiny", ErrorReason.FETCH_FAILED, "rfilename");
    }

    @Test
    void letsOneFetchAndTheOthersWait() throws Exception {
        hub.with("tiny.gguf", Samples.CONTENT);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Path>> fetches = threads.invokeAll(Collections.nCopies(4,
                    (Callable<Path>) () -> store().require("owner/tiny", Optional.empty())));
            for (Future<Path> fetch : fetches) {
                assertThat(fetch.get()).hasBinaryContent(Samples.CONTENT);
            }
        }
        assertThat(hub.requests).filteredOn(request -> request.startsWith("cdn:")).hasSize(1);
    }

    @Test
    void aMirrorWithoutSizesIsAskedForThem() throws Exception {
        hub.with("README.md", "read me").with("tiny.gguf", gguf()).mirror = true;
        hub.checksumHeader = Optional.of("X-Checksum-Sha256");

        assertThat(store().pull("owner/tiny", Optional.empty())).hasBinaryContent(gguf());

        String file = "/owner/tiny/resolve/" + hub.commit + "/tiny.gguf";
        assertThat(hub.requests).containsExactly("/api/models/owner/tiny/revision/main", "HEAD " + file, file);
        assertThat(progress.notes).noneMatch(note -> note.contains("no checksum"));

        hub.requests.clear();
        store().pull("owner/tiny", Optional.empty());
        assertThat(hub.requests).as("of the same commit all is known").hasSize(1);
        assertThat(store().require("owner/tiny", Optional.empty())).exists();
        assertThat(hub.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Checksum-Sha256", "X-Linked-Etag"})
    void whatAMirrorSaysOfAFileIsHeldAgainstIt(String header) {
        hub.with("tiny.gguf", Samples.CONTENT).mirror = true;
        hub.checksumHeader = Optional.of(header);
        hub.wrongBytes = true;

        assertFails("owner/tiny", ErrorReason.CHECKSUM_MISMATCH, "tiny.gguf: sha256 ");
    }

    @Test
    void withoutAnyChecksumStructureIsVerifiedAndThatIsSaid() throws Exception {
        hub.with("config.json", "{}").with("tokenizer.model", "pieces").with("model.safetensors", safetensors())
                .mirror = true;
        hub.heads = false;
        hub.tellsCommit = false;

        assertThat(store().pull("owner/tiny", Optional.empty())).isEqualTo(model);

        assertThat(progress.notes).contains("no checksum is told of config.json, tokenizer.model, model.safetensors: only "
                + "size and structure can be verified");
        assertThat(store().require("owner/tiny", Optional.empty())).isEqualTo(model);
        Files.write(model.resolve("model.safetensors"), new byte[safetensors().length]);
        hub.requests.clear();
        store().require("owner/tiny", Optional.empty());
        assertThat(hub.requests).as("it was remembered what had come").isNotEmpty();
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(safetensors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors"})
    void aPageInPlaceOfAFileIsNotTaken(String path) throws Exception {
        hub.with("config.json", "{}").with("tokenizer.model", "pieces").with("model.safetensors", safetensors())
                .with(path, "<html>Please log in</html>").mirror = true;

        assertFails("owner/tiny", ErrorReason.FETCH_FAILED,
                hub.endpoint() + " (owner/tiny): " + path + ": what came is damaged: ");
        assertThat(names()).noneMatch(name -> name.startsWith(path));
    }

    @Test
    void aCutFileWithoutAChecksumIsNotTaken() {
        hub.with("tiny.gguf", Arrays.copyOf(gguf(), gguf().length / 2)).mirror = true;

        assertFails("owner/tiny", ErrorReason.FETCH_FAILED, "tiny.gguf: what came is damaged: ");
    }

    @Test
    void anAnswerThatIsNoListingIsToldByWhatTheUserGave() throws Exception {
        try (FileServer login = FileServer.of("<html>Please log in</html>".getBytes(StandardCharsets.UTF_8))) {
            more.put("HF_ENDPOINT", login.endpoint());
            assertFails("owner/tiny", ErrorReason.FETCH_FAILED, login.endpoint()
                    + " (owner/tiny): what it answers is no list of the model's files: ");
        }
        assertThatThrownBy(() -> store().pull("owner/tiny", Optional.empty())).hasMessageNotContaining(".listing.json");
    }

    @Test
    void anEndpointThatIsNoUrlIsNamed() {
        more.put("HF_ENDPOINT", "hub.example.org");
        assertFails("owner/tiny", ErrorReason.INVALID_CONFIGURATION,
                "HF_ENDPOINT: \"hub.example.org\" (expected: an http or https URL)");
    }

    @Test
    void filesInTheHubsOwnCacheAreUsedWhereTheyLie() throws Exception {
        Path snapshot = cached("config.json", "tokenizer.json", "model.safetensors.index.json",
                "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
        Files.writeString(snapshot.resolve("model.safetensors.index.json"), INDEX);

        assertThat(store().require("owner/tiny", Optional.empty())).isEqualTo(snapshot);
        assertThat(store().require("owner/tiny@" + hub.commit, Optional.empty())).isEqualTo(snapshot);
        more.put("HF_HUB_OFFLINE", "1");
        assertThat(store().pull("owner/tiny", Optional.empty())).isEqualTo(snapshot);
        assertThat(hub.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "model-00002-of-00002.safetensors", "config.json"})
    void aCacheThatLacksAFileIsNotUsed(String missing) throws Exception {
        withShards();
        Path snapshot = cached("config.json", "tokenizer.json", "model.safetensors.index.json",
                "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
        Files.writeString(snapshot.resolve("model.safetensors.index.json"), INDEX);
        Files.delete(snapshot.resolve(missing));

        assertThat(store().require("owner/tiny", Optional.empty())).isEqualTo(model);
    }

    @Test
    void aPullTakesTheBytesOutOfTheCacheAndVerifiesThem() throws Exception {
        hub.with("tiny.gguf", Samples.CONTENT);
        Path blobs = Files.createDirectories(folder.resolve("hf/hub/models--owner--tiny/blobs"));
        Path blob = Files.write(blobs.resolve(Samples.sha256(Samples.CONTENT)), Samples.CONTENT);

        assertThat(store().pull("owner/tiny", Optional.empty())).isEqualTo(model.resolve("tiny.gguf"))
                .hasBinaryContent(Samples.CONTENT);
        assertThat(hub.requests).hasSize(1);

        Files.write(blob, SHARD_1);
        Files.delete(model.resolve("tiny.gguf"));
        assertFails("owner/tiny", ErrorReason.CHECKSUM_MISMATCH, "tiny.gguf: sha256 ");
    }

    @Test
    void offlineTheHubIsNotAsked() {
        hub.with("tiny.gguf", Samples.CONTENT);
        more.put("HF_HUB_OFFLINE", "true");

        assertFails("owner/tiny", ErrorReason.MODEL_FILE_MISSING,
                "model: \"owner/tiny\" is not on this machine, and HF_HUB_OFFLINE forbids to ask " + hub.endpoint());
        assertThatThrownBy(() -> store().require("mine", Optional.of(hub.endpoint() + "/a.gguf")))
                .hasMessageContaining("HF_HUB_OFFLINE");
        assertThat(hub.requests).isEmpty();
    }

    /** A snapshot of the hub's own tools, with files that hold their own names. */
    private Path cached(String... files) throws IOException {
        Path repository = folder.resolve("hf/hub/models--owner--tiny");
        Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(hub.commit));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), hub.commit);
        for (String file : files) {
            Files.writeString(snapshot.resolve(file), file);
        }
        return snapshot;
    }

    private static byte[] gguf() {
        try {
            return Files.readAllBytes(TinyGemma.GEMMA2.file());
        } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
        }
    }

    /** One tensor of a byte. */
    private static byte[] safetensors() {
        byte[] header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}".getBytes(StandardCharsets.UTF_8);
        return java.nio.ByteBuffer.allocate(Long.BYTES + header.length + 1).order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header).put((byte) 7).array();
    }

    private void withShards() {
        hub.with("README.md", "read me").with("config.json", "{}").with("tokenizer.model", "pieces")
                .with("model.safetensors.index.json", INDEX)
                .with("model-00001-of-00002.safetensors", SHARD_1)
                .with("model-00002-of-00002.safetensors", SHARD_2);
    }

    private ModelStore store() {
        return store(Optional.of("secret"), FreeSpace.OF_DISK);
    }

    private ModelStore store(Optional<String> token, FreeSpace space) {
        Map<String, String> environment = new HashMap<>(Map.of("HF_ENDPOINT", hub.endpoint(), "HF_HOME",
                folder.resolve("hf").toString()));
        environment.putAll(more);
        token.ifPresent(value -> environment.put("HF_TOKEN", value));
        return new ModelStore(folder, List.of(), new ModelSources(environment, (_, _, _) -> {
            throw new IOException("no pip");
        }, space, IMPATIENT), progress);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(model)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertFails(String name, ErrorReason reason, String message) {
        assertThatThrownBy(() -> store().require(name, Optional.empty()))
                .hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(reason, GemstreamException::reason);
    }
}
