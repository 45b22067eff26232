/**
 * The models that are served, as {@code gemstream.models} says: announcements, who lives, who reads which affinity topic.
 * Not here: model files.
 */
@NullMarked
package io.gemstream.service.models;

import org.jspecify.annotations.NullMarked;
