package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.testkit.Certificate;
import io.chatsignal.testkit.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which Redis may stand there. */
class RedisKindsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  /** A call between two nodes, up to a relay from one to the other. */
  private static void call(RedisConfig config) {
    try (TestNode a = new TestNode(config).ready();
        TestNode b = new TestNode(config).ready()) {
      TestNode.Client ann = a.enter();
      TestNode.Client bob = b.enter();
      ann.create("den").join();
      bob.enter("den", ann);
      assertThat(bob.relay("den", ann, "1").join()).isEqualTo(new Answer.Done());
      await().atMost(LONG).until(() -> ann.relays().equals(List.of("1")));
    }
  }

  @Test
  void aUserWithAPasswordAndNoMoreRightsThanItNeeds() {
    try (RedisProcess redis = new RedisProcess()) {
      String rights = "resetchannels +@read +@write +@scripting +@connection +time -@dangerous";
      String user = "ACL SETUSER signal on >p@ss:word ~app1:* " + rights;
      assertThat(redis.tell(user)).startsWith("+OK");
      String url = redis.url().replace("//", "//signal:p%40ss%3Aword@");
      call(RedisConfig.of(url).withPrefix("app1:"));
      assertThat(redis.keys()).allMatch(key -> key.startsWith("app1:"));
    }
  }

  @Test
  void aWrongPasswordIsNoReasonToStopAndIsNotRepeated() {
    try (RedisProcess redis = new RedisProcess("--requirepass", "right")) {
      RedisConfig config = RedisConfig.of(redis.url().replace("//", "//:wrong@"));
      assertThat(config.toString()).doesNotContain("wrong");
      try (TestNode node = new TestNode(config)) {
        assertThat(node.enter().create("den").join()).isInstanceOf(Answer.Refused.class);
        assertThat(node.node.trouble()).hasValueSatisfying(why -> assertThat(why).endsWith("."));
      }
    }
  }

  @Test
  void tlsWithACertificateOfOnesOwn() throws IOException {
    Certificate certificate = Certificate.in(folder);
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    String[] options = {
      "--tls-port", Integer.toString(port),
      "--tls-cert-file", certificate.chain().toString(),
      "--tls-key-file", certificate.key().toString(),
      "--tls-auth-clients", "no"
    };
    try (RedisProcess redis = new RedisProcess(options)) {
      RedisConfig config = RedisConfig.of("rediss://127.0.0.1:" + port);
      call(config.withAuthority(Optional.of(certificate.chain())));
      assertThat(redis.calls("evalsha")).isPositive();
    }
  }

  @Test
  void aReplicaThatSentinelMakesTheMaster() {
    try (RedisProcess master = new RedisProcess();
        RedisProcess replica = new RedisProcess("--replicaof", "127.0.0.1 " + master.port());
        RedisProcess sentinel = RedisProcess.sentinel(master)) {
      String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "#main";
      // The sentinel has to have found the replica before the master goes.
      String known = Integer.toString(replica.port());
      await().atMost(LONG).until(() -> sentinel.tell("SENTINEL REPLICAS main").contains(known));
      try (TestNode a = new TestNode(RedisConfig.of(url)).ready();
          TestNode b = new TestNode(RedisConfig.of(url)).ready()) {
        TestNode.Client ann = a.enter();
        TestNode.Client bob = b.enter();
        ann.create("den").join();
        bob.enter("den", ann);
        master.kill();
        await().atMost(LONG).until(() -> !a.node.isReady() && !b.node.isReady());
        await().atMost(LONG).until(() -> a.node.isReady() && b.node.isReady());
        TestNode.Client cleo = b.enter();
        cleo.enter("den", ann);
        assertThat(cleo.relay("den", ann, "1").join()).isEqualTo(new Answer.Done());
        await().atMost(LONG).until(() -> ann.relays().equals(List.of("1")));
      }
    }
  }

  @Test
  void eachKeyExpires() {
    try (RedisProcess redis = new RedisProcess()) {
      RedisConfig config = RedisConfig.of(redis.url());
      try (TestNode a = new TestNode(config).ready();
          TestNode b = new TestNode(config).ready()) {
        TestNode.Client ann = a.enter();
        TestNode.Client bob = b.enter();
        ann.create("den").join();
        bob.enter("den", ann);
        bob.relay("den", ann, "1").join();
        ann.create("other").join();
        ann.leave("other").join();
        assertThat(redis.keys()).hasSizeGreaterThanOrEqualTo(6);
        for (String key : redis.keys()) {
          assertThat(redis.tell("TTL " + key).lines().findFirst().orElseThrow())
              .as(key)
              .matches(":[1-9]\\d{0,2}");
        }
      }
    }
  }
}
