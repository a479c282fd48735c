package io.chatsignal.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.redis.RedisAddress;
import io.chatsignal.server.doctor.Finding.Verdict;
import io.chatsignal.server.doctor.RedisEndpoint.Encryption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real Redis that has a password. */
class RedisCheckTest {

  @TempDir private Path folder;
  private int port;
  private Process redis;

  @BeforeEach
  void start() throws IOException {
    port = freePort();
    redis =
        new ProcessBuilder(
                "redis-server",
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--requirepass",
                "sesame",
                "--dir",
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String line = "";
    while (!line.contains("Ready to accept connections")) {
      line = redis.inputReader(StandardCharsets.UTF_8).readLine();
      assertThat(line).as("redis-server runs").isNotNull();
    }
  }

  @AfterEach
  void stop() {
    redis.destroyForcibly().onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void redisThatAnswersIsGood() {
    assertThat(finding("", "sesame").verdict()).isNotEqualTo(Verdict.BROKEN);
    assertThat(finding("", "sesame").sentence()).contains("127.0.0.1:" + port + " answers within ");
  }

  @Test
  void redisThatRefusesTheConnectionIsNamed() {
    redis.destroyForcibly().onExit().join();
    assertThat(finding("", "sesame"))
        .isEqualTo(
            Finding.broken(
                "Redis",
                "127.0.0.1:%d can't be reached (Connection refused): is it running, and is REDIS_URL its address?"
                    .formatted(port)));
  }

  @Test
  void redisThatRefusesThePasswordIsNamed() {
    assertThat(finding("", "mistyped"))
        .isEqualTo(
            Finding.broken(
                "Redis", "127.0.0.1:%d refuses the password in REDIS_URL.".formatted(port)));
    assertThat(finding("nobody", "sesame").sentence())
        .endsWith(" refuses the password in REDIS_URL.");
  }

  @Test
  void redisThatAsksForAPasswordIsNamed() {
    assertThat(finding("", "").sentence())
        .endsWith(" asks for a password: REDIS_URL takes it, as redis://:password@host.");
  }

  @Test
  void endpointsAreThoseOfTheAddress() {
    assertThat(RedisEndpoint.of(RedisAddress.parse("rediss://ann:sesame@one:7000,two:7001")))
        .containsExactly(
            new RedisEndpoint("one", 7000, Encryption.TLS, "ann", "sesame"),
            new RedisEndpoint("two", 7001, Encryption.TLS, "ann", "sesame"));
    assertThat(RedisEndpoint.of(RedisAddress.parse("redis://here")))
        .containsExactly(new RedisEndpoint("here", 6379, Encryption.NONE, "", ""));
    assertThat(RedisEndpoint.of(RedisAddress.parse("redis-sentinel://one:26379,two:26379/0#main")))
        .extracting(RedisEndpoint::toString)
        .containsExactly("one:26379", "two:26379");
  }

  private Finding finding(String user, String password) {
    return new RedisCheck(new RedisEndpoint("127.0.0.1", port, Encryption.NONE, user, password))
        .findings()
        .getFirst();
  }
}
