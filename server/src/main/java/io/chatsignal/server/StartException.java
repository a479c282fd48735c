package io.chatsignal.server;

import io.chatsignal.transport.SocketServerConfig;
import java.io.IOException;
import java.io.Serial;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The machine refuses what the settings ask for; the message is one sentence for a person. */
public final class StartException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  static StartException of(IOException failure, SocketServerConfig config) {
    return new StartException(sentence(failure, config), failure);
  }

  static StartException ofManagement(Exception failure, InetSocketAddress where) {
    return new StartException(
        "MANAGEMENT_PORT is %d on %s, where the server can't listen (%s): it takes a free port on an"
                .formatted(where.getPort(), where.getHostString(), failure.getMessage())
            + " address of this machine, or off.",
        failure);
  }

  private static String sentence(IOException failure, SocketServerConfig config) {
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof UnresolvedAddressException || reason.contains("assign requested")) {
      return "APP_HOST is '%s', which is no address of this machine: it takes one, or nothing for all."
          .formatted(config.host());
    }
    if (cause instanceof BindException && reason.contains("in use")) {
      return "APP_PORT is %d, which another program uses: stop that, or set another port, 0 for any free one."
          .formatted(config.port());
    }
    if (cause instanceof BindException || reason.contains("Permission denied")) {
      return "APP_PORT is %d, on which this user may not listen (%s): it takes one above 1023."
          .formatted(config.port(), reason);
    }
    if (config.tls().isPresent()) {
      return "TLS_CERT or TLS_KEY can't be used (%s): they take PEM files that belong together."
          .formatted(cause instanceof NoSuchFileException ? "there is no file " + reason : reason);
    }
    return "The server can't listen on port %d: %s.".formatted(config.port(), reason);
  }
}
