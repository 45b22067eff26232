package io.gemstream.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body in which a face tells of errors. */
@FunctionalInterface
public interface ErrorForm {

    ObjectNode body(HttpError error);
}
