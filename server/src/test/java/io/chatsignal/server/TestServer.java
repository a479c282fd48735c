package io.chatsignal.server;

import io.chatsignal.server.config.Configuration;
import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.data.Credentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The whole server on a free port of this machine, with secrets of its own. */
public final class TestServer {

  public static final String PASSWORD = "a password for tests";

  private TestServer() {}

  public static SignalingServer unstarted(String... namesAndValues) {
    Map<String, String> settings = new HashMap<>();
    settings.put("APP_HOST", "127.0.0.1");
    settings.put("APP_PORT", "0");
    settings.put("APP_SECRET", "a secret for tests, of some length");
    settings.put("APP_PASS", PASSWORD);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    Configuration configuration = Configuration.resolve(settings, Map.of());
    ServerConfig config = ServerConfig.of(configuration, Path.of("no", "such", "folder"));
    return new SignalingServer("test", config, Credentials.of(config));
  }

  /** Where its clients find it. */
  static InetSocketAddress addressOf(SignalingServer server) {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), URI.create(server.address()).getPort());
  }
}
