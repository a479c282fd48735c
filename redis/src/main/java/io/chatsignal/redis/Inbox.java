package io.chatsignal.redis;

import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what other nodes have sent to this one: a stream, read over a connection of its own that
 * waits at the server. Entries are numbered by their senders, so each is read once, in order, and a
 * lost one is noticed. Owned by the node's loop.
 */
final class Inbox {
  static final String HEAD = "h";
  static final String MESSAGE = "m";
  static final long BLOCK_MILLIS = 2000;

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final String START = "0-0";
  private static final long LIFE_MILLIS = 120_000;

  /** Its senders count what was read as well, until it is dropped. */
  private static final int TRIM_EVERY = 2048;

  /** For longer than anybody keeps to the way to a node that has ended. */
  static final long CLOSED_MILLIS =
      RedisNode.WAY_ONWARD.toMillis() + TimeUnit.NANOSECONDS.toMillis(Absence.MOST_NANOS) + 60_000;

  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_SENDERS = 4096;
  private static final long RETRY_MILLIS = 200;

  private final Site site;
  private final Link reading;
  private final Link redis;
  private final Consumer<Message> receiver;
  private final Runnable onGap;
  private final Map<String, Long> numbers = new LinkedHashMap<>();
  private String last = START;
  private String trimmed = START;
  private int untrimmed;
  private boolean waiting;

  /** From now on it isn't made, nor kept, but as one that is closed. */
  private boolean closing;

  Inbox(Site site, Link reading, Link redis, Consumer<Message> receiver, Runnable onGap) {
    this.site = site;
    this.reading = reading;
    this.redis = redis;
    this.receiver = receiver;
    this.onGap = onGap;
  }

  private String key() {
    return site.keys().inbox(site.tag().value());
  }

  /** Makes the stream if it isn't there, and keeps it from being forgotten. */
  void keep() {
    if (closing) {
      return;
    }
    redis.send(
        commands -> commands.pexpire(key(), LIFE_MILLIS),
        Link.then(
            there -> {
              if (!there && !closing) {
                make();
              }
            },
            _ -> {}));
  }

  private void make() {
    redis.send(
        commands -> {
          commands.xadd(key(), new XAddArgs(), HEAD, "");
          return commands.pexpire(key(), LIFE_MILLIS);
        },
        Link.ignore());
  }

  /** Begins at the start: what was read before is known by its number. */
  void read() {
    last = START;
    readOn();
  }

  private void readOn() {
    if (waiting || !reading.isUp()) {
      return;
    }
    waiting = true;
    XReadArgs arguments = XReadArgs.Builder.block(BLOCK_MILLIS).count(MOST_AT_ONCE);
    reading.send(
        commands -> xread(commands, arguments),
        Link.then(
            entries -> {
              waiting = false;
              entries.forEach(this::take);
              readOn();
            },
            _ -> {
              waiting = false;
              site.loop().later(RETRY_MILLIS, this::readOn);
            }));
  }

  @SuppressWarnings("unchecked") // An array of one is what Lettuce asks for.
  private CompletionStage<List<StreamMessage<String, String>>> xread(
      RedisClusterAsyncCommands<String, String> commands, XReadArgs arguments) {
    return commands.xread(arguments, XReadArgs.StreamOffset.from(key(), last));
  }

  private void take(StreamMessage<String, String> entry) {
    last = entry.getId();
    if (++untrimmed >= TRIM_EVERY) {
      trim();
    }
    Map<String, String> body = entry.getBody();
    String head = body.getOrDefault(HEAD, "");
    if (head.isEmpty()) {
      return;
    }
    try {
      Pieces.Reader pieces = new Pieces.Reader(head);
      if (isNew(pieces.next(), pieces.nextLong())) {
        if (millis(entry.getId()) > pieces.nextLong()) {
          // Redis got to it only after its sender had given it up, and said so.
          onGap.run();
          return;
        }
        messages(body.getOrDefault(MESSAGE, "")).forEach(text -> take(entry.getId(), text));
      }
    } catch (RuntimeException e) {
      LOG.error("entry {} of the inbox can't be read", entry.getId(), e);
    }
  }

  private static List<String> messages(String text) {
    Pieces.Reader pieces = new Pieces.Reader(text);
    List<String> messages = new ArrayList<>();
    while (pieces.hasMore()) {
      messages.add(pieces.next());
    }
    return messages;
  }

  /** The others of that entry are not to blame if one can't be taken. */
  private void take(String id, String message) {
    try {
      receiver.accept(Message.parse(message));
    } catch (RuntimeException e) {
      LOG.error("a message in entry {} of the inbox can't be taken", id, e);
    }
  }

  private static long millis(String id) {
    return Long.parseLong(id, 0, id.indexOf('-'), 10);
  }

  private boolean isNew(String sender, long number) {
    long before = numbers.getOrDefault(sender, 0L);
    if (number <= before) {
      return false;
    }
    numbers.put(sender, number);
    if (numbers.size() > MOST_SENDERS) {
      numbers.remove(numbers.keySet().iterator().next());
    }
    if (before > 0 && number != before + 1) {
      LOG.debug("between entries {} and {} of node {} some are missing", before, number, sender);
      onGap.run();
    }
    return true;
  }

  /** Lets nobody write any more, if all is read by now; says whether it is. */
  void close(Consumer<Boolean> closed) {
    closing = true;
    List<String> arguments = new ArrayList<>(List.of(last, Long.toString(CLOSED_MILLIS)));
    numbers.forEach((sender, number) -> {
      arguments.add(sender);
      arguments.add(Long.toString(number));
    });
    redis.call(
        Script.CLOSE,
        key(),
        arguments,
        Link.then(
            answer -> closed.accept(answer.getFirst().equals("done")), _ -> closed.accept(false)));
  }

  /**
   * Drops what has been read, as far as it can be done at once. To be called about once a second.
   */
  void trim() {
    if (last.equals(trimmed) || !redis.isUp()) {
      return;
    }
    untrimmed = 0;
    String read = last;
    XTrimArgs arguments = XTrimArgs.Builder.minId(read).approximateTrimming();
    redis.<Long>send(
        commands -> commands.xtrim(key(), arguments),
        Link.then(
            dropped -> {
              if (dropped == 0) {
                trimmed = read;
              }
            },
            _ -> {}));
  }
}
