package io.chatsignal.redis;

import io.lettuce.core.XAddArgs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go to one other node, in order. One entry is on its way at a time, and takes along
 * whatever gathered meanwhile; it has a number, so that one that was sent twice is read once. Owned
 * by the node's loop, but for {@link #hasRoom}.
 */
final class Outbox {
  private static final int MOST_PER_ENTRY = 64;
  private static final int MOST_CHARACTERS_PER_ENTRY = 1 << 18;
  private static final long MOST_CHARACTERS = 8L << 20;
  private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long RETRY_MILLIS = 150;

  /** A reader that is gone can't make its inbox grow for ever. */
  private static final long MOST_ENTRIES = 10_000;

  private record Waiting(String message, long sinceNanos) {}

  private final String target;
  private final Site site;
  private final Link redis;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final AtomicLong characters = new AtomicLong();
  private List<Waiting> entry = List.of();
  private boolean sending;
  private long usedNanos = System.nanoTime();

  /** Goes on from where an outbox of this node for that target may have ended before. */
  private long number = System.currentTimeMillis();

  private long dropped;

  Outbox(String target, Site site, Link redis) {
    this.target = target;
    this.site = site;
    this.redis = redis;
  }

  String target() {
    return target;
  }

  /** Whether more may wait. Any thread. */
  boolean hasRoom() {
    return characters.get() < MOST_CHARACTERS;
  }

  /** Reserves room for a message that is going to be added. Any thread. */
  void reserve(String message) {
    characters.addAndGet(message.length());
  }

  /** Adds a message whose room is reserved. */
  void add(String message) {
    usedNanos = System.nanoTime();
    waiting.add(new Waiting(message, usedNanos));
    flush();
  }

  void flush() {
    if (sending || !redis.isUp()) {
      return;
    }
    if (entry.isEmpty()) {
      dropTheOld();
      gather();
    }
    if (!entry.isEmpty()) {
      sending = true;
      send(entry);
    }
  }

  private void dropTheOld() {
    long now = System.nanoTime();
    for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
      if (now - first.sinceNanos() < HOLD_NANOS) {
        return;
      }
      forget(waiting.remove());
      dropped++;
    }
  }

  private void forget(Waiting gone) {
    characters.addAndGet(-gone.message().length());
  }

  private void gather() {
    List<Waiting> gathered = new ArrayList<>();
    int length = 0;
    for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
      length += next.message().length();
      if (!gathered.isEmpty()
          && (gathered.size() >= MOST_PER_ENTRY || length > MOST_CHARACTERS_PER_ENTRY)) {
        break;
      }
      gathered.add(waiting.remove());
    }
    if (!gathered.isEmpty()) {
      number++;
      entry = gathered;
    }
  }

  private void send(List<Waiting> messages) {
    Pieces.Writer body = new Pieces.Writer();
    messages.forEach(each -> body.add(each.message()));
    String head = new Pieces.Writer().add(site.tag().value()).add(number).text();
    Object[] fields = {Inbox.HEAD, head, Inbox.MESSAGE, body.text()};
    // Only the reader makes the stream: where there is none there is nobody to read it.
    XAddArgs arguments = new XAddArgs().nomkstream().maxlen(MOST_ENTRIES).approximateTrimming();
    redis.<@Nullable String>send(
        commands -> commands.xadd(site.keys().inbox(target), arguments, fields),
        Link.then(this::sent, _ -> retry()));
  }

  private void sent(@Nullable String id) {
    if (id == null) {
      retry();
      return;
    }
    done();
  }

  private void done() {
    sending = false;
    entry.forEach(this::forget);
    entry = List.of();
    flush();
  }

  /** The same entry again, with its number, until it is too old to be of use to anybody. */
  private void retry() {
    if (entry.isEmpty() || System.nanoTime() - entry.getFirst().sinceNanos() >= HOLD_NANOS) {
      dropped += entry.size();
      done();
      return;
    }
    sending = false;
    site.loop().later(RETRY_MILLIS, this::flush);
  }

  /** Whether it can be forgotten, if its target isn't there any more. */
  boolean isIdle() {
    return isEmpty() && System.nanoTime() - usedNanos > HOLD_NANOS;
  }

  boolean isEmpty() {
    return entry.isEmpty() && waiting.isEmpty();
  }

  /** The node is gone, and with it all that was meant for it. */
  void clear() {
    waiting.forEach(this::forget);
    waiting.clear();
    entry.forEach(this::forget);
    entry = List.of();
  }

  /** Messages that nobody will get. */
  long dropped() {
    return dropped;
  }
}
