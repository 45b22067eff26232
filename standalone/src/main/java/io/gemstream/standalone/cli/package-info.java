/**
 * The command line: options, what is printed, exit codes. A command turns its options into calls of the other packages
 * and prints what they answer; answers go to stdout, everything else to stderr.
 */
@NullMarked
package io.gemstream.standalone.cli;

import org.jspecify.annotations.NullMarked;
