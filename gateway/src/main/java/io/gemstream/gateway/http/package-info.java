/**
 * The HTTP frame: routes and keys, bodies in, answers and event streams out, errors as HTTP statuses. It knows no API: each
 * is a {@link io.gemstream.gateway.http.HttpFace} in a package of its own. Decisions: ADR 49.
 */
@NullMarked
package io.gemstream.gateway.http;

import org.jspecify.annotations.NullMarked;
