package io.chatsignal.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How Redis is reached: one server, or one behind sentinels, or a cluster by some of its nodes.
 *
 * <pre>
 *   redis://[user:password@]host[:port][/database]      rediss:// for TLS
 *   redis-sentinel://[password@]host1:port,host2:port/database#master
 *   redis://host1:port,host2:port        or  redis-cluster://host:port        a cluster
 * </pre>
 */
public record RedisAddress(Kind kind, List<RedisURI> uris) {
  private static final String CLUSTER = "-cluster://";

  /** What is at the address. */
  public enum Kind {
    SERVER,
    CLUSTER
  }

  public RedisAddress {
    uris = List.copyOf(uris);
  }

  /** Throws {@link IllegalArgumentException} with a sentence for people, without the password. */
  public static RedisAddress parse(String url) {
    try {
      return parseOrFail(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not an address like redis://host:6379, rediss://user:password@host:6380,"
              + " redis-sentinel://host1,host2#name or redis://host1:6379,host2:6379");
    }
  }

  private static RedisAddress parseOrFail(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      throw new IllegalArgumentException("no scheme");
    }
    if (url.startsWith("redis-sentinel:") || url.startsWith("rediss-sentinel:")) {
      return new RedisAddress(Kind.SERVER, List.of(uri(url)));
    }
    boolean cluster = url.startsWith(CLUSTER, scheme - CLUSTER.length() + 3);
    String start = cluster ? url.substring(0, url.indexOf('-')) : url.substring(0, scheme);
    String rest = url.substring(scheme + 3);
    int at = rest.lastIndexOf('@');
    String user = rest.substring(0, at + 1);
    List<String> hosts = List.of(rest.substring(at + 1).split(",", -1));
    List<RedisURI> uris = new ArrayList<>();
    for (String host : hosts) {
      uris.add(uri(start + "://" + user + host));
    }
    return new RedisAddress(cluster || hosts.size() > 1 ? Kind.CLUSTER : Kind.SERVER, uris);
  }

  private static RedisURI uri(String url) {
    RedisURI uri = RedisURI.create(url);
    uri.setTimeout(Duration.ofSeconds(1));
    return uri;
  }

  /** Passwords stay out of logs. */
  @Override
  public String toString() {
    return kind + " at " + uris.stream().map(uri -> uri.getHost() + ":" + uri.getPort()).toList();
  }
}
