package io.chatsignal.server.log;

/** What is worth a line in the log. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG
}
