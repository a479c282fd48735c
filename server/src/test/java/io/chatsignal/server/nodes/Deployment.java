package io.chatsignal.server.nodes;

import io.chatsignal.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Redis of its own, and nodes that come and go. */
final class Deployment implements AutoCloseable {
  static final int LEASE_SECONDS = 3;

  final RedisProcess redis = new RedisProcess();
  private final List<Node> nodes = new ArrayList<>();
  private int started;

  /** Begins to start a node; doesn't wait. */
  Node start() {
    return start(redis.url());
  }

  Node start(String redisUrl) {
    Node node =
        new Node(
            "node" + ++started,
            redisUrl,
            Map.of("NODE_LEASE", LEASE_SECONDS + "s", "RESUME_WINDOW", "2s", "REQUEST_RATE", "0"));
    nodes.add(node);
    return node;
  }

  /** Whether anything in Redis is still about the node with that tag. */
  boolean remembers(String tag) {
    return redis.keys().stream().anyMatch(key -> key.contains(tag))
        || redis.tell("ZRANGE chat-signal:nodes 0 -1").contains(tag);
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    redis.close();
  }
}
