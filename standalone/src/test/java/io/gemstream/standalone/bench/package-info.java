/** Tests of the report; what it says about a machine is not tested. */
@NullMarked
package io.gemstream.standalone.bench;

import org.jspecify.annotations.NullMarked;
