/** Tests of the PJRT backend; those that need a plug-in are skipped, with the reason, where it was not fetched. */
@NullMarked
package io.gemstream.gemma.backend.pjrt;

import org.jspecify.annotations.NullMarked;
