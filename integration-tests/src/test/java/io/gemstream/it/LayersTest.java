package io.gemstream.it;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** THINK HARD ABOUT THE LAYERING OF THE PROJECT BEFORE CHANGING THIS FILE. */
class LayersTest {

    private static final String PROTO = "io.gemstream.proto..";
    private static final String CLIENT = "io.gemstream.client..";
    private static final String SERVICE = "io.gemstream.service..";
    private static final String GEMMA = "io.gemstream.gemma..";
    private static final String TOKENIZER = "io.gemstream.tokenizer..";
    private static final String WORKER = "io.gemstream.worker..";
    private static final String GATEWAY = "io.gemstream.gateway..";
    private static final String STANDALONE = "io.gemstream.standalone..";
    private static final String TESTING = "io.gemstream.testing..";

    private static final String[] FRAMEWORKS = {"io.quarkus..", "io.smallrye..", "org.eclipse.microprofile..",
            "jakarta..",
        "org.jboss..", "org.apache.kafka.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.gemstream");

    @Test
    void theContractKnowsNothingOfOursAndNoFramework() {
        mayNotSee(PROTO, CLIENT, SERVICE, GEMMA, TOKENIZER, WORKER, GATEWAY, STANDALONE);
        mayNotSee(PROTO, FRAMEWORKS);
    }

    @Test
    void theClientKnowsTheContractAndGrpcOnly() {
        mayNotSee(CLIENT, SERVICE, GEMMA, TOKENIZER, WORKER, GATEWAY, STANDALONE);
        mayNotSee(CLIENT, FRAMEWORKS);
    }

    @Test
    void whatServicesShareKnowsNoService() {
        mayNotSee(SERVICE, CLIENT, GEMMA, TOKENIZER, WORKER, GATEWAY, STANDALONE);
    }

    /** The tests of every module use it, the engine's too, so whatever else it saw would close a circle of modules. */
    @Test
    void whatTestsShareKnowsTheContractOnlyAndIsSeenByTestsAlone() {
        mayNotSee(TESTING, CLIENT, SERVICE, GEMMA, TOKENIZER, WORKER, GATEWAY, STANDALONE);
        mayNotSee(TESTING, FRAMEWORKS);
        noClasses().that().resideOutsideOfPackage(TESTING).should().dependOnClassesThat().resideInAPackage(TESTING)
                .check(CLASSES);
    }

    @Test
    void theEngineIsAPlainLibrary() {
        mayNotSee(GEMMA, PROTO, CLIENT, SERVICE, TOKENIZER, WORKER, GATEWAY, STANDALONE, "io.grpc..", "com.google..");
        mayNotSee(GEMMA, FRAMEWORKS);
    }

    @Test
    void theGatewayLoadsNoWeightsAndNoVocabulary() {
        mayNotSee(GATEWAY, GEMMA, CLIENT, TOKENIZER, WORKER, STANDALONE);
    }

    @Test
    void theServicesDoNotSeeEachOther() {
        mayNotSee(TOKENIZER, CLIENT, WORKER, GATEWAY, STANDALONE);
        mayNotSee(WORKER, CLIENT, TOKENIZER, GATEWAY, STANDALONE);
    }

    @Test
    void theLeavesOfTheEngineDoNotSeeEachOther() {
        String[] leaves = {"format", "tokenizer", "chat", "sampling"};
        for (String leaf : leaves) {
            for (String other : leaves) {
                if (!leaf.equals(other)) {
                    mayNotSee("io.gemstream.gemma." + leaf + "..", "io.gemstream.gemma." + other + "..");
                }
            }
            mayNotSee("io.gemstream.gemma." + leaf + "..", "io.gemstream.gemma.model..",
                    "io.gemstream.gemma.engine..", "io.gemstream.gemma.backend..");
            if (!leaf.equals("sampling")) { // which passes over rows of logits
                mayNotSee("io.gemstream.gemma." + leaf + "..", "io.gemstream.gemma.kernel..");
            }
        }
    }

    @Test
    void theStepLoopKnowsNoDevice() {
        mayNotSee("io.gemstream.gemma.engine..", "io.gemstream.gemma.backend..", "io.gemstream.gemma.kernel..",
                "io.gemstream.gemma.model..", "io.gemstream.gemma.format..");
        mayNotSee("io.gemstream.gemma.model..", "io.gemstream.gemma.engine..", "io.gemstream.gemma.backend..");
        mayNotSee("io.gemstream.gemma.kernel..", "io.gemstream.gemma.engine..", "io.gemstream.gemma.backend..",
                "io.gemstream.gemma.model..");
    }

    /** On the class path the exports of its module say nothing. */
    @Test
    void whatTheEngineKeepsToItselfNoServiceSees() {
        for (String from : new String[] {TOKENIZER, WORKER, STANDALONE}) {
            mayNotSee(from, "io.gemstream.gemma.kernel..", "io.gemstream.gemma.chat.jinja..",
                    "io.gemstream.gemma.backend.pjrt.hlo..");
        }
    }

    @Test
    void thereIsNoCircleOfPackages() {
        slices().matching("io.gemstream.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** Else settings of {@code kafka.*} reach some clients and not others. */
    @Test
    void kafkaClientsAreMadeInOnePlace() {
        noClasses().that().resideOutsideOfPackage("io.gemstream.service.kafka")
                .should().dependOnClassesThat()
                        .haveNameMatching("org\\.apache\\.kafka\\.clients\\..*Kafka(Producer|Consumer|ShareConsumer)")
                .orShould().callMethodWhere(
                        target(nameMatching("create")).and(target(owner(assignableTo(Admin.class)))))
                .check(CLASSES);
    }

    private static void mayNotSee(String from, String... to) {
        noClasses().that().resideInAPackage(from).should().dependOnClassesThat().resideInAnyPackage(to).check(CLASSES);
    }
}
