package io.gemstream.service.cluster;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes topics that are missing, as far as the broker lets us. */
final class TopicCreation {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);

    private TopicCreation() {}

    /**
     * Makes the topics; returns whether any was made, by us or by somebody else at the same time.
     *
     * @param findings gets those that cannot be made
     */
    static boolean make(Admin admin, List<TopicNeed> missing, short replicationFactor, List<ClusterFinding> findings) {
        if (missing.isEmpty()) {
            return false;
        }
        Map<String, TopicNeed> byName =
                missing.stream().collect(Collectors.toMap(TopicNeed::name, Function.identity()));
        boolean[] made = {false};
        TopicProvisioner.create(admin, missing.stream().map(TopicNeed::topic).toList(), replicationFactor)
                .forEach((name, answer) -> {
                    try {
                        if (TopicProvisioner.created(answer)) {
                            LOG.info("created topic {}", name);
                        }
                        made[0] = true;
                    } catch (RetriableException unavailable) {
                        throw unavailable;
                    } catch (AuthorizationException forbidden) {
                        findings.add(TopicCheck.missing(byName.get(name).topic(), "for want of a right to Create"));
                    } catch (ApiException refused) {
                        findings.add(TopicCheck.missing(byName.get(name).topic(), refused.getMessage()));
                    }
                });
        return made[0];
    }
}
