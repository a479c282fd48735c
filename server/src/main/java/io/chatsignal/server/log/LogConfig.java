package io.chatsignal.server.log;

/**
 * What the log holds and how.
 *
 * @param trail whether each step of each peer has a line
 */
public record LogConfig(LogFormat format, LogLevel level, boolean trail) {}
