package io.gemstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.client.FinishedGeneration;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.standalone.client.Audit.Difference;
import io.gemstream.standalone.client.Audit.Origin;
import io.gemstream.standalone.client.Audit.Verdict;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final Provenance ORIGIN = Provenance.newBuilder()
            .setModelSha256("m").setTokenizerSha256("t").setPromptSha256("p")
            .setSampling(SamplingOptions.newBuilder().setSeed(7))
            .setDevice("cpu").setNumericProfile("exact").setNumericDetail("vectors").setEngineVersion("1")
            .setAttempts(1).build();

    @Test
    void namesTheFirstTokenThatDiffers() {
        assertThat(audit(List.of(1, 2, 3), List.of(1, 2, 3)).firstDifference()).isEmpty();
        assertThat(audit(List.of(1, 2, 3), List.of(1, 9, 8)).firstDifference())
                .contains(new Difference(1, OptionalInt.of(2), OptionalInt.of(9)));
        assertThat(audit(List.of(1, 2), List.of(1)).firstDifference())
                .contains(new Difference(1, OptionalInt.of(2), OptionalInt.empty()));
        assertThat(audit(List.of(), List.of(5)).firstDifference())
                .contains(new Difference(0, OptionalInt.empty(), OptionalInt.of(5)));
    }

    @Test
    void attemptsChangeNothing() {
        Audit audit = audit(ORIGIN, ORIGIN.toBuilder().setAttempts(3).build());
        assertThat(audit.otherOrigins()).isEmpty();
        assertThat(audit.verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void anotherModelIsNoAuditThoughTheTokensAgree() {
        Audit audit = audit(ORIGIN, ORIGIN.toBuilder().setModelSha256("x").build());
        assertThat(audit.otherOrigins()).containsExactly(Origin.MODEL);
        assertThat(audit.verdict()).isEqualTo(Verdict.ANOTHER_ORIGIN);
    }

    @Test
    void anotherBackendMayComputeTheSame() {
        Audit audit = audit(ORIGIN, ORIGIN.toBuilder().setDevice("gpu:0").setNumericDetail("cuda").build());
        assertThat(audit.otherOrigins()).containsExactly(Origin.DEVICE, Origin.NUMERIC_DETAIL);
        assertThat(audit.verdict()).isEqualTo(Verdict.SAME);
    }

    /** A record that is older than the blanks of JSON is computed again without them, and says so now. */
    @Test
    void optionsThatMeanTheSameAreTheSame() {
        Provenance older = ORIGIN.toBuilder().setSampling(SamplingOptions.newBuilder().setSeed(7).setJsonSchema("{}")).build();
        Provenance compact = older.toBuilder().setSampling(SamplingDefaults.again(older.getSampling())).build();
        Provenance spaced = older.toBuilder().setSampling(SamplingDefaults.withWhitespace(older.getSampling())).build();
        assertThat(compact).isNotEqualTo(older);
        assertThat(audit(older, compact).verdict()).isEqualTo(Verdict.SAME);
        assertThat(audit(older, spaced).otherOrigins()).containsExactly(Origin.SAMPLING);
    }

    @Test
    void whatNobodyKnowsIsNotTheSame() {
        Provenance unknown = ORIGIN.toBuilder().clearModelSha256().build();
        assertThat(audit(unknown, unknown).otherOrigins()).containsExactly(Origin.MODEL);
        assertThat(audit(Provenance.getDefaultInstance(), ORIGIN).verdict()).isEqualTo(Verdict.ANOTHER_ORIGIN);
    }

    @Test
    void aTokenThatDiffersOutweighsItsOrigin() {
        Audit audit = new Audit("id", generation(List.of(1), ORIGIN),
                generation(List.of(2), ORIGIN.toBuilder().setModelSha256("x").build()));
        assertThat(audit.verdict()).isEqualTo(Verdict.ANOTHER_TOKEN);
        assertThat(audit.verdict().exitCode()).isEqualTo(1);
    }

    private static Audit audit(List<Integer> recorded, List<Integer> computed) {
        return new Audit("id", generation(recorded, ORIGIN),
                generation(computed, ORIGIN));
    }

    private static Audit audit(Provenance recorded, Provenance computed) {
        return new Audit("id", generation(List.of(1, 2), recorded),
                generation(List.of(1, 2), computed));
    }

    private static FinishedGeneration generation(List<Integer> ids, Provenance provenance) {
        return new FinishedGeneration("id", "tiny", GenerationResult.newBuilder()
                .addAllIds(ids).setFinished(Finished.newBuilder().setProvenance(provenance)).build());
    }
}
