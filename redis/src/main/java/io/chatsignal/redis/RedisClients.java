package io.chatsignal.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Opens connections to Redis, whatever its kind, with limits on all that Lettuce leaves open. */
final class RedisClients implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration COMMAND = Duration.ofSeconds(1);

  /** XREAD waits at the server for as long as {@link Inbox#BLOCK_MILLIS}. */
  private static final Duration BLOCKING = Duration.ofMillis(Inbox.BLOCK_MILLIS + 1000);

  private static final Duration TOPOLOGY = Duration.ofSeconds(5);

  /** Commands that may wait for their answers on one connection. */
  private static final int MOST_WAITING = 4096;

  /** An open connection. */
  record Opened(
      StatefulConnection<String, String> connection,
      RedisClusterAsyncCommands<String, String> commands) {}

  private interface Opener {
    CompletableFuture<Opened> open();
  }

  private final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final AbstractRedisClient client;
  private final Opener opener;

  RedisClients(RedisConfig config) {
    RedisAddress address = config.address();
    if (address.kind() == RedisAddress.Kind.CLUSTER) {
      RedisClusterClient cluster = RedisClusterClient.create(resources, address.uris());
      cluster.setOptions(clusterOptions(config));
      client = cluster;
      opener =
          () ->
              cluster
                  .refreshPartitionsAsync()
                  .thenCompose(_ -> cluster.connectAsync(StringCodec.UTF8))
                  .toCompletableFuture()
                  .thenApply(opened -> new Opened(opened, opened.async()));
    } else {
      RedisClient single = RedisClient.create(resources);
      single.setOptions(withLimits(ClientOptions.builder(), config).build());
      client = single;
      opener =
          () ->
              single
                  .connectAsync(StringCodec.UTF8, address.uris().getFirst())
                  .toCompletableFuture()
                  .thenApply(opened -> new Opened(opened, opened.async()));
    }
  }

  /** No command is ever sent twice behind our back: who sends one decides what its loss means. */
  private static <B extends ClientOptions.Builder> B withLimits(B options, RedisConfig config) {
    options
        .autoReconnect(false)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MOST_WAITING)
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).keepAlive(true).build())
        .timeoutOptions(TimeoutOptions.builder().timeoutSource(new Timeouts()).build());
    config
        .authority()
        .ifPresent(file ->
            options.sslOptions(
                SslOptions.builder().jdkSslProvider().trustManager(file.toFile()).build()));
    return options;
  }

  private static ClusterClientOptions clusterOptions(RedisConfig config) {
    ClusterClientOptions.Builder options = withLimits(ClusterClientOptions.builder(), config);
    // Here each shard has a connection of its own, which Lettuce opens at the first command to it.
    options.autoReconnect(true).disconnectedBehavior(ClientOptions.DisconnectedBehavior.DEFAULT);
    return options
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(TOPOLOGY)
                .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                .build())
        .build();
  }

  private static final class Timeouts extends TimeoutOptions.TimeoutSource {
    @Override
    public long getTimeout(RedisCommand<?, ?, ?> command) {
      boolean blocking = command.getType() == CommandType.XREAD;
      return (blocking ? BLOCKING : COMMAND).toMillis();
    }

    @Override
    public TimeUnit getTimeUnit() {
      return TimeUnit.MILLISECONDS;
    }
  }

  CompletableFuture<Opened> open() {
    return opener.open();
  }

  /** Doesn't wait for anything. */
  @Override
  public void close() {
    client
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .whenComplete((_, _) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
  }
}
