/**
 * Configuration that several services have in common.
 * Not here: the settings of one service.
 */
@NullMarked
package io.gemstream.service.config;

import org.jspecify.annotations.NullMarked;
