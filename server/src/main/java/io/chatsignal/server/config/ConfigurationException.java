package io.chatsignal.server.config;

import java.io.Serial;

/** The server can't start as it was told to; the message is one sentence for a person. */
public final class ConfigurationException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public ConfigurationException(String sentence) {
    super(sentence);
  }
}
