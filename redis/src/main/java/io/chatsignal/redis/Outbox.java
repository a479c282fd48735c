package io.chatsignal.redis;

import io.chatsignal.signaling.Directory;
import io.lettuce.core.XAddArgs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go to one other node, in order. One entry is on its way at a time, and takes along
 * whatever gathered meanwhile; it has a number, so that one that was sent twice is read once. When
 * the node ends by itself it closes its inbox; what it did not read before takes another way. Owned
 * by the node's loop, but for {@link #hasRoom} and {@link #isClosed}.
 */
final class Outbox {
  private static final int MOST_PER_ENTRY = 64;
  private static final int MOST_CHARACTERS_PER_ENTRY = 1 << 18;
  private static final long MOST_CHARACTERS = 8L << 20;
  private static final long RETRY_MILLIS = 150;

  /** What a node has not read; more waits here, so that a reader that is slow misses nothing. */
  private static final long MOST_ENTRIES = 10_000;

  /** How often that is looked at, in entries. */
  private static final int LOOK_EVERY = 256;

  /** A reader that is gone can't make its inbox grow for ever, whatever everybody believes. */
  private static final long LIMIT_ENTRIES = 20 * MOST_ENTRIES;

  private static final long CLOSED_NANOS = TimeUnit.MILLISECONDS.toNanos(Inbox.CLOSED_MILLIS);

  /** What a message takes beside its text. */
  private static final int COST = 256;

  /** Another way for messages to a node that has ended. */
  interface Detour {
    /** Finds out where that message has to go now; tells whether that could be found out. */
    void look(String ended, String message, Consumer<Boolean> looked);

    /** Sends it there. */
    void go(String ended, String message, Consumer<Directory.Passing> outcome);
  }

  private record Waiting(String message, long sinceNanos, Consumer<Directory.Passing> outcome) {}

  private final String target;
  private final Site site;
  private final Link redis;
  private final Lease clock;
  private final Detour detour;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final AtomicLong characters = new AtomicLong();
  private List<Waiting> entry = List.of();
  private final long holdNanos;
  private boolean sending;

  /** Entries since it was known how many there are. */
  private int unlooked = LOOK_EVERY;

  /** Nobody knows whether Redis has the entry already. */
  private boolean doubtful;

  private volatile boolean closed;

  /** The first of those that wait, while it is looked for; others wait behind it. */
  private @Nullable Waiting lookedFor;

  private long usedNanos = System.nanoTime();

  /** Goes on from where an outbox of this node for that target may have ended before. */
  private long number = System.currentTimeMillis();

  Outbox(String target, Site site, Link redis, Lease clock, Detour detour) {
    this.target = target;
    this.detour = detour;
    this.holdNanos = site.holdNanos();
    this.site = site;
    this.redis = redis;
    this.clock = clock;
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
    characters.addAndGet(message.length() + COST);
  }

  /** Adds a message whose room is reserved. What becomes of it is told on the node's loop. */
  void add(String message, Consumer<Directory.Passing> outcome) {
    usedNanos = System.nanoTime();
    waiting.add(new Waiting(message, usedNanos, outcome));
    flush();
  }

  /**
   * Whether the node has ended by itself, so that its peers are elsewhere, and all that waited here
   * has taken its other way: what comes now can't overtake it. Any thread.
   */
  boolean isClosed() {
    return closed && characters.get() == 0;
  }

  void flush() {
    if (closed) {
      detour();
      return;
    }
    if (sending || !redis.isUp()) {
      return;
    }
    if (entry.isEmpty()) {
      gather();
    }
    if (!entry.isEmpty()) {
      sending = true;
      if (unlooked >= LOOK_EVERY) {
        sendIfRead(entry);
      } else {
        send(entry);
      }
    }
  }

  private void sendIfRead(List<Waiting> messages) {
    redis.<Long>send(
        commands -> commands.xlen(site.keys().inbox(target)),
        Link.then(
            length -> {
              if (length < MOST_ENTRIES) {
                unlooked = 0;
                sendIfWanted(messages);
              } else {
                retry();
              }
            },
            reason -> {
              if (Link.says(reason, "WRONGTYPE")) {
                sendIfWanted(messages); // Which has the same answer.
              } else {
                retry();
              }
            }));
  }

  private void sendIfWanted(List<Waiting> messages) {
    if (entry == messages) {
      send(messages);
    } else {
      sending = false; // They were given up meanwhile.
      flush();
    }
  }

  /** Gives up what has waited for too long, and says so. To be called about once a second. */
  void expire() {
    long now = System.nanoTime();
    if (!entry.isEmpty() && isOver(entry.getFirst(), now)) {
      settleEntry(Directory.Passing.UNREACHABLE);
    }
    while (!waiting.isEmpty() && isOver(waiting.getFirst(), now)) {
      settle(waiting.remove(), Directory.Passing.UNREACHABLE);
    }
    if (closed) {
      detour();
    }
  }

  private boolean isOver(Waiting oldest, long nowNanos) {
    return nowNanos - oldest.sinceNanos() >= holdNanos;
  }

  private void settle(Waiting message, Directory.Passing passing) {
    characters.addAndGet(-message.message().length() - COST);
    message.outcome().accept(passing);
  }

  private void settleEntry(Directory.Passing passing) {
    List<Waiting> done = entry;
    entry = List.of();
    doubtful = false;
    done.forEach(each -> settle(each, passing));
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
    long until = clock.redisMillisAt(messages.getFirst().sinceNanos() + holdNanos);
    String head = new Pieces.Writer().add(site.tag().value()).add(number).add(until).text();
    Object[] fields = {Inbox.HEAD, head, Inbox.MESSAGE, body.text()};
    // Only the reader makes the stream: where there is none there is nobody to read it.
    XAddArgs arguments = new XAddArgs().nomkstream().maxlen(LIMIT_ENTRIES).approximateTrimming();
    redis.<@Nullable String>send(
        commands -> commands.xadd(site.keys().inbox(target), arguments, fields),
        Link.then(id -> sent(messages, id), reason -> failed(messages, reason)));
  }

  private void failed(List<Waiting> messages, Throwable reason) {
    if (!Link.says(reason, "WRONGTYPE")) {
      doubtful = true;
      retry();
    } else if (doubtful && entry == messages) {
      askWhetherRead();
    } else {
      close();
    }
  }

  /** The node has left word up to where it has read. */
  private void askWhetherRead() {
    redis.<@Nullable String>send(
        commands -> commands.hget(site.keys().inbox(target), site.tag().value()),
        Link.then(
            read -> {
              if (read != null && Long.parseLong(read) >= number) {
                settleEntry(Directory.Passing.PASSED);
              }
              close();
            },
            _ -> retry()));
  }

  /** What is here takes another way, in order, and so does what comes yet. */
  private void close() {
    sending = false;
    closed = true;
    entry.reversed().forEach(waiting::addFirst);
    entry = List.of();
    detour();
  }

  private void detour() {
    Waiting next = waiting.peek();
    if (next != null && next != lookedFor) {
      lookedFor = next;
      detour.look(target, next.message(), found -> lookedFor(next, found));
    }
  }

  /** It may have been given up meanwhile. */
  private void lookedFor(Waiting message, boolean found) {
    if (waiting.peek() != message) {
      return;
    }
    waiting.remove();
    lookedFor = null;
    if (found) {
      detour.go(target, message.message(), message.outcome());
      characters.addAndGet(-message.message().length() - COST);
    } else {
      settle(message, Directory.Passing.UNREACHABLE);
    }
    site.loop().execute(this::flush);
  }

  private void sent(List<Waiting> messages, @Nullable String id) {
    if (id == null) {
      retry();
      return;
    }
    sending = false;
    unlooked++;
    if (entry == messages) {
      settleEntry(Directory.Passing.PASSED);
    }
    flush();
  }

  /** The same entry again, with its number. */
  private void retry() {
    sending = false;
    site.loop().later(RETRY_MILLIS, this::flush);
  }

  /** Whether it can be forgotten, if its target isn't there any more. */
  boolean isIdle() {
    long idleNanos = System.nanoTime() - usedNanos;
    // That its target has ended is known nowhere else by the time that nobody uses its way any
    // more.
    long most = closed ? CLOSED_NANOS : RelayRoutes.STICKY_NANOS;
    return isEmpty() && idleNanos > Math.max(holdNanos, most);
  }

  boolean isEmpty() {
    return entry.isEmpty() && waiting.isEmpty();
  }

  /** The node is gone, and with it all that was meant for it. */
  void clear() {
    settleEntry(Directory.Passing.UNREACHABLE);
    List<Waiting> lost = new ArrayList<>(waiting);
    waiting.clear();
    lost.forEach(each -> settle(each, Directory.Passing.UNREACHABLE));
  }
}
