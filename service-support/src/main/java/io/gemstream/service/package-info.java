/**
 * The process of a service: how it starts, and how it fails to.
 * Not here: anything of one service alone; Kafka is in the packages below.
 */
@NullMarked
package io.gemstream.service;

import org.jspecify.annotations.NullMarked;
