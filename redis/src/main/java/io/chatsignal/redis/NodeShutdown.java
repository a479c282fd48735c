package io.chatsignal.redis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a node ends by itself: it finishes what has begun, passes on what still comes for peers that
 * are elsewhere now, closes its inbox when nothing more has come, and gives its lease back. Owned
 * by the node's loop.
 */
final class NodeShutdown {
  static final long LONGEST_MILLIS = 2000;

  private static final long AGAIN_MILLIS = 25;

  private final NodeParts parts;
  private final Inbox inbox;
  private final Link reading;
  private final CountDownLatch over;
  private final long deadlineNanos =
      System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
  private boolean closed;
  private boolean left;

  NodeShutdown(NodeParts parts, Inbox inbox, Link reading, CountDownLatch over) {
    this.parts = parts;
    this.inbox = inbox;
    this.reading = reading;
    this.over = over;
  }

  void begin() {
    // Where nobody is left to call back, this is all there is.
    parts.site().loop().later(LONGEST_MILLIS, this::leave);
    settle();
  }

  private void settle() {
    if (System.nanoTime() - deadlineNanos >= 0 || isHopeless()) {
      leave();
      return;
    }
    if (!mayTidy()) {
      parts.lease().refresh();
      parts.site().loop().later(AGAIN_MILLIS, this::settle);
      return;
    }
    parts.sessions().settle(() -> parts.site().loop().execute(this::closeInbox));
  }

  private boolean isHopeless() {
    return !parts.redis().isUp() || !parts.lease().isHeld();
  }

  /** A node that may be taken for dead leaves its peers to those who clean up after it. */
  private boolean mayTidy() {
    return parts.redis().isUp() && parts.lease().isGood();
  }

  /** All that was read has gone onward; if nothing has come since, nothing more will. */
  private void closeInbox() {
    if (left) {
      return;
    }
    if (!mayTidy()
        || !parts.rooms().isIdle()
        || !parts.directory().isEmpty()
        || !parts.departed().isSettled()) {
      parts.site().loop().later(AGAIN_MILLIS, this::settle);
      return;
    }
    if (closed) {
      leave();
      return;
    }
    inbox.close(isClosed -> {
      // Either way once more: what was read while the inbox was being closed has to go onward, too.
      closed = isClosed;
      parts.site().loop().later(AGAIN_MILLIS, this::settle);
    });
  }

  private void leave() {
    if (left) {
      return;
    }
    left = true;
    reading.close();
    String tag = parts.site().tag().value();
    if (!parts.directory().isEmpty() || !parts.departed().isSettled()) {
      // Whoever has come from here is to be judged as after a kill.
      parts.redis().send(commands -> commands.del(parts.site().keys().inbox(tag)), Link.ignore());
    }
    if (!mayTidy() || !parts.rooms().isEmpty()) {
      // Peers are left in rooms, or may be: whoever finds the lease run out takes them out of
      // there.
      end();
      return;
    }
    Keys keys = parts.site().keys();
    parts.redis().send(commands -> commands.del(keys.rooms(tag)), Link.ignore());
    parts
        .redis()
        .send(commands -> commands.zrem(keys.nodes(), tag), Link.then(_ -> end(), _ -> end()));
  }

  private void end() {
    parts.redis().close();
    over.countDown();
  }
}
