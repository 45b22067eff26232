package io.gemstream.gateway.admission;

import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;

/**
 * The waiting generations of one tenant in one lane.
 *
 * @param tokens that they are expected to generate
 * @param oldestMs when the first of them was created, in milliseconds since 1970
 */
public record TenantBacklog(Lane lane, Tenant tenant, int generations, double tokens, long oldestMs) {

    /** The rest of the line behind its first generations. */
    TenantBacklog without(double first) {
        double share = generations == 0 ? 0 : Math.max(0, generations - first) / generations;
        return new TenantBacklog(lane, tenant, (int) Math.round(generations * share), tokens * share, oldestMs);
    }

    boolean same(Lane otherLane, Tenant otherTenant) {
        return lane == otherLane && tenant.equals(otherTenant);
    }
}
