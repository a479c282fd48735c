package io.chatsignal.server.doctor;

import io.chatsignal.redis.RedisAddress;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one Redis server is, and how to log in.
 *
 * @param user empty for the default one
 * @param password empty where none is needed
 */
record RedisEndpoint(String host, int port, Encryption encryption, String user, String password) {

  /** Whether it is spoken to by TLS. */
  enum Encryption {
    NONE,
    TLS
  }

  /** The servers behind an address: of a cluster those that are named, or the sentinels. */
  static List<RedisEndpoint> of(RedisAddress address) {
    return address.uris().stream()
        .flatMap(uri -> uri.getSentinels().isEmpty() ? Stream.of(uri) : uri.getSentinels().stream())
        .map(RedisEndpoint::of)
        .toList();
  }

  private static RedisEndpoint of(RedisURI uri) {
    Optional<RedisCredentials> credentials =
        uri.getCredentialsProvider().resolveCredentials().blockOptional();
    return new RedisEndpoint(
        uri.getHost(),
        uri.getPort(),
        uri.isSsl() ? Encryption.TLS : Encryption.NONE,
        credentials
            .filter(RedisCredentials::hasUsername)
            .map(RedisCredentials::getUsername)
            .orElse(""),
        credentials
            .filter(RedisCredentials::hasPassword)
            .map(RedisCredentials::getPassword)
            .map(String::new)
            .orElse(""));
  }

  /** Without the password, for people. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
