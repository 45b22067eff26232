/**
 * Calls as every face of the gateway makes them: a request in, the events of its generations out at the client's pace, and
 * leave to cancel. Knows no protocol: a face is a package that translates to this one and back, and nothing else.
 */
@NullMarked
package io.gemstream.gateway.call;

import org.jspecify.annotations.NullMarked;
