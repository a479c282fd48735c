package io.chatsignal.server.manage;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A part that the node can't serve well without, as the readiness page and the metrics show it. Any
 * thread may ask, often, so it answers at once from what it knows already.
 */
public interface NodeHealth {
  /** One word, a label in the metrics: {@code redis}. */
  String part();

  /** Why no new clients should come to this node now, in one sentence; empty while they should. */
  Optional<String> trouble();

  static NodeHealth of(String part, Supplier<Optional<String>> trouble) {
    return new NodeHealth() {
      @Override
      public String part() {
        return part;
      }

      @Override
      public Optional<String> trouble() {
        return trouble.get();
      }
    };
  }
}
