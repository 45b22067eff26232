package io.gemstream.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.raft.QuorumConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumTest {

    private static final String ID = Quorum.newClusterId();

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,2,1", "3,3,2", "5,3,2"})
    void aRecordIsOnThreeNodesAtMostAndAllButOneOfThemMustHaveIt(int nodes, String copies, String inSync) {
        Voter[] voters = new Voter[nodes];
        Arrays.setAll(voters, i -> new Voter(i, new HostPort("127.0.0.1", 9000 + i)));
        Map<String, String> properties = properties(new Quorum(ID, 0, List.of(voters)));
        for (String topic : List.of("offsets.topic", "share.coordinator.state.topic", "transaction.state.log")) {
            assertThat(properties).as(topic).containsEntry(topic + ".replication.factor", copies);
        }
        assertThat(properties).containsEntry("default.replication.factor", copies)
                .containsEntry("min.insync.replicas", inSync)
                .containsEntry("share.coordinator.state.topic.min.isr", inSync);
    }

    @Test
    void aNodeListensOnItsOwnHostAndKnowsEveryVoter() {
        Quorum quorum = new Quorum(ID, 2, List.of(Voter.parse("1@a:9093"), Voter.parse(" 2@b:9094")));
        assertThat(properties(quorum)).containsEntry("node.id", "2")
                .containsEntry("listeners", "BROKER://b:9092,CONTROLLER://b:9094")
                .containsEntry("advertised.listeners", "BROKER://b:9092")
                .containsEntry("controller.quorum.voters", "1@a:9093,2@b:9094");
    }

    @Test
    void anAddressOfIpv6IsInBracketsInEveryListener() {
        Quorum quorum = new Quorum(ID, 2, List.of(Voter.parse("1@[2001:db8::1]:9093"), Voter.parse("2@[::1]:9094")));
        assertThat(properties(quorum)).containsEntry("listeners", "BROKER://[::1]:9092,CONTROLLER://[::1]:9094")
                .containsEntry("advertised.listeners", "BROKER://[::1]:9092")
                .containsEntry("controller.quorum.voters", "1@[2001:db8::1]:9093,2@[::1]:9094");
        KafkaConfig read = KafkaConfig.fromProps(asProperties(properties(quorum)));
        assertThat(read.effectiveAdvertisedBrokerListeners().head().host()).isEqualTo("::1");
        assertThat(QuorumConfig.parseVoterConnections(read.quorumConfig().voters()))
                .containsEntry(2, InetSocketAddress.createUnresolved("::1", 9094));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1@0.0.0.0:9093", "1@[::]:9093"})
    void allInterfacesAreNoAddressOfANode(String text) {
        assertThatThrownBy(() -> Voter.parse(text)).hasMessage("voters: \"" + text
                + "\" (expected: an address on which the other nodes reach it)");
    }

    @ParameterizedTest
    @CsvSource({"1", "1@a", "1@::1:9093", "a:9093", "x@a:9093", "1@a:b", "1@a:0", "1@a:65536", "1@:9093"})
    void namesAVoterThatIsNone(String text) {
        assertThatThrownBy(() -> Voter.parse(text)).hasMessageStartingWith("voters: ")
                .hasMessageContaining("(expected: ").asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.INVALID_OPTION, GemstreamException::reason);
    }

    @Test
    void namesWhatDoesNotFitTogether() {
        List<Voter> voters = List.of(new Voter(1, new HostPort("a", 9093)), new Voter(2, new HostPort("b", 9093)));
        assertThatThrownBy(() -> new Quorum(ID, 3, voters))
                .hasMessage("node_id: 3 (expected: one of the voters 1@a:9093,2@b:9093)");
        assertThatThrownBy(() -> new Quorum(ID, 1, List.of(voters.get(0), voters.get(0))))
                .hasMessage("voters: 1@a:9093,1@a:9093 (expected: every node id once)");
        assertThatThrownBy(() -> new Quorum("mine", 1, voters)).hasMessageStartingWith("cluster_id: \"mine\" (expected: ");
    }

    private static Properties asProperties(Map<String, String> entries) {
        Properties properties = new Properties();
        properties.putAll(entries);
        return properties;
    }

    private static Map<String, String> properties(Quorum quorum) {
        return BrokerProperties.of(new BrokerSettings(Path.of("data"), 9092, Optional.of(quorum)), quorum);
    }
}
