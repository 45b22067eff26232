package io.gemstream.gemma.model;

/** Roles of the tensors of a layer. */
public enum TensorRole {
    ATTENTION_NORM,
    QUERY,
    KEY,
    VALUE,
    QUERY_NORM,
    KEY_NORM,
    ATTENTION_OUTPUT,
    POST_ATTENTION_NORM,
    FEED_FORWARD_NORM,
    GATE,
    UP,
    DOWN,
    POST_FEED_FORWARD_NORM
}
