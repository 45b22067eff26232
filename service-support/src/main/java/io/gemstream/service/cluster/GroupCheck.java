package io.gemstream.service.cluster;

import io.gemstream.proto.ErrorReason;
import io.gemstream.service.kafka.KafkaFutures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Checks that this process may read in its groups. Where nobody has joined a group yet, only the broker's refusal to
 * show the group tells that it may not.
 */
final class GroupCheck {

    private GroupCheck() {}

    static void of(Admin admin, List<GroupNeed> groups, List<ClusterFinding> findings) {
        answers(admin, groups).forEach((name, answer) -> {
            if (!readable(answer)) {
                findings.add(ClusterFinding.blocking(
                        ErrorReason.BROKER_REFUSED, "group " + name + ": no right to it (expected: Read)"));
            }
        });
    }

    private static boolean readable(KafkaFuture<Set<AclOperation>> answer) {
        try {
            Set<AclOperation> rights = KafkaFutures.await(answer);
            return rights.isEmpty() || rights.contains(AclOperation.READ);
        } catch (GroupIdNotFoundException none) {
            return true;
        } catch (AuthorizationException hidden) {
            return false;
        }
    }

    private static Map<String, KafkaFuture<Set<AclOperation>>> answers(Admin admin, List<GroupNeed> groups) {
        Map<String, KafkaFuture<Set<AclOperation>>> answers = new HashMap<>();
        List<String> ordinary = groups.stream().filter(group -> !group.shared()).map(GroupNeed::name).toList();
        if (!ordinary.isEmpty()) {
            admin.describeConsumerGroups(ordinary,
                            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .describedGroups()
                    .forEach((name, group) -> answers.put(name, rights(group, ConsumerGroupDescription::authorizedOperations)));
        }
        List<String> shared = groups.stream().filter(GroupNeed::shared).map(GroupNeed::name).toList();
        if (!shared.isEmpty()) {
            admin.describeShareGroups(shared, new DescribeShareGroupsOptions().includeAuthorizedOperations(true))
                    .describedGroups()
                    .forEach((name, group) -> answers.put(name, rights(group, ShareGroupDescription::authorizedOperations)));
        }
        return answers;
    }

    private static <T> KafkaFuture<Set<AclOperation>> rights(
            KafkaFuture<T> group, Function<T, @Nullable Set<AclOperation>> rights) {
        return group.thenApply(described -> {
            Set<AclOperation> known = rights.apply(described);
            return known == null ? Set.of() : known;
        });
    }
}
