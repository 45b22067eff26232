package io.gemstream.gemma.chat;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content what is said, as it came; the template trims it
 */
public record ChatMessage(ChatRole role, String content) {}
