package io.chatsignal.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis that comes back. One that breaks is replaced, and so is one that has
 * stopped to answer, which is what traffic that somebody drops looks like. Owned by the node's
 * loop, on which all answers arrive.
 */
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final long RETRY_MILLIS = 300;
  private static final int MOST_TIMEOUTS = 2;

  /** What comes of a command. */
  interface Answer<T extends @Nullable Object> {
    void succeeded(T value);

    void failed(Throwable reason);
  }

  static <T extends @Nullable Object> Answer<T> then(
      Consumer<? super T> succeeded, Consumer<Throwable> failed) {
    return new Answer<>() {
      @Override
      public void succeeded(T value) {
        succeeded.accept(value);
      }

      @Override
      public void failed(Throwable reason) {
        failed.accept(reason);
      }
    };
  }

  /** For commands whose loss is made good elsewhere. */
  static <T extends @Nullable Object> Answer<T> ignore() {
    return then(_ -> {}, _ -> {});
  }

  private final RedisClients clients;
  private final NodeLoop loop;
  private final String name;
  private final Runnable onUp;
  private final Runnable onDown;
  private RedisClients.@Nullable Opened opened;
  private int timeouts;
  private boolean closed;
  private boolean complained;

  Link(RedisClients clients, NodeLoop loop, String name, Runnable onUp, Runnable onDown) {
    this.clients = clients;
    this.loop = loop;
    this.name = name;
    this.onUp = onUp;
    this.onDown = onDown;
  }

  boolean isUp() {
    return opened != null;
  }

  void open() {
    if (closed || opened != null) {
      return;
    }
    clients
        .open()
        .whenComplete((connection, failure) ->
            loop.execute(() -> {
              if (connection != null) {
                use(connection);
              } else {
                complain(failure);
                loop.later(RETRY_MILLIS, this::open);
              }
            }));
  }

  private void complain(@Nullable Throwable failure) {
    if (!complained) {
      complained = true;
      LOG.warn("Redis ({}) can't be reached, trying on: {}", name, reason(failure));
    }
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : unwrapped(failure);
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause == null ? null : cause.getMessage());
  }

  private void use(RedisClients.Opened connection) {
    if (closed) {
      connection.connection().closeAsync();
      return;
    }
    opened = connection;
    timeouts = 0;
    complained = false;
    connection
        .connection()
        .addListener(
            new RedisConnectionStateListener() {
              @Override
              public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                loop.execute(() -> lost(connection, "the connection broke"));
              }
            });
    if (!connection.connection().isOpen()) {
      lost(connection, "the connection broke");
      return;
    }
    LOG.info("connected to Redis ({})", name);
    onUp.run();
  }

  private void lost(RedisClients.Opened connection, String why) {
    if (opened != connection) {
      return;
    }
    opened = null;
    connection.connection().closeAsync();
    if (!closed) {
      LOG.warn("lost Redis ({}): {}", name, why);
      onDown.run();
      loop.later(RETRY_MILLIS, this::open);
    }
  }

  /** Sends a command. Its answer comes on the loop, never within this call. */
  <T extends @Nullable Object> void send(
      Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command,
      Answer<? super T> answer) {
    RedisClients.Opened connection = opened;
    if (connection == null) {
      loop.execute(() -> answer.failed(new IllegalStateException("Redis is away")));
      return;
    }
    command
        .apply(connection.commands())
        .whenComplete(
            (value, failure) -> loop.execute(() -> settle(connection, value, failure, answer)));
  }

  private <T extends @Nullable Object> void settle(
      RedisClients.Opened connection,
      T value,
      @Nullable Throwable failure,
      Answer<? super T> answer) {
    if (failure == null) {
      timeouts = 0;
      answer.succeeded(value);
      return;
    }
    Throwable reason = unwrapped(failure);
    if (reason instanceof RedisCommandTimeoutException && ++timeouts >= MOST_TIMEOUTS) {
      lost(connection, "it doesn't answer");
    } else if (says(reason, "READONLY")) {
      lost(connection, "it is a replica now");
    }
    answer.failed(reason);
  }

  /** Calls a script, by its hash, and by its text where Redis doesn't know it yet. */
  void call(Script script, String key, List<String> arguments, Answer<List<String>> answer) {
    String[] keys = {key};
    String[] values = arguments.toArray(String[]::new);
    send(
        redis ->
            redis
                .<List<String>>evalsha(script.hash(), ScriptOutputType.MULTI, keys, values)
                .exceptionallyCompose(failure -> {
                  if (unwrapped(failure) instanceof RedisNoScriptException) {
                    return redis.eval(script.text(), ScriptOutputType.MULTI, keys, values);
                  }
                  throw new CompletionException(failure);
                }),
        answer);
  }

  /** Whether that is Redis's word, beginning so. */
  static boolean says(Throwable reason, String word) {
    return reason instanceof RedisCommandExecutionException
        && String.valueOf(reason.getMessage()).startsWith(word);
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
  }

  /** Nothing more is sent; the connection ends with its client. */
  void close() {
    closed = true;
    opened = null;
  }
}
