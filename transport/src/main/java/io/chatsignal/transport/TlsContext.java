package io.chatsignal.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The certificate that new connections are served with. Its files are watched: a renewed
 * certificate takes over without a restart, and one that can't be used changes nothing but the log,
 * where each change is mentioned once.
 */
final class TlsContext implements AutoCloseable {
  private static final long WATCH_SECONDS = 2;

  private final SocketServerConfig.Tls files;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tls-watcher").factory());
  private volatile Served served;

  /** The files as they were last looked at, usable or not. Guarded by this. */
  private Seen seen;

  private record Served(X509Certificate certificate, SslContext context) {
    static Served of(PemPair pair) throws IOException {
      SslContext context =
          SslContextBuilder.forServer(pair.key(), pair.chain())
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
      return new Served(pair.chain().getFirst(), context);
    }
  }

  /**
   * What the files hold, without keeping it. Their times would not do: two changes can fall into
   * one tick of a file system's clock, and tools that copy files set them as they like.
   */
  private record Seen(String certificate, String key) {
    static Seen of(SocketServerConfig.Tls files) {
      return new Seen(digest(files.certificate()), digest(files.key()));
    }

    private static String digest(Path file) {
      try {
        byte[] content = Files.readAllBytes(file);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
      } catch (IOException e) {
        return String.valueOf(e);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  static TlsContext load(SocketServerConfig.Tls files) throws IOException {
    TlsContext loaded = new TlsContext(files);
    loaded.watcher.scheduleWithFixedDelay(
        loaded::reloadIfChanged, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
    return loaded;
  }

  private TlsContext(SocketServerConfig.Tls files) throws IOException {
    this.files = files;
    this.seen = Seen.of(files);
    this.served = Served.of(PemPair.read(files));
  }

  /** Looks at the files again, as the watcher does every two seconds. */
  synchronized void reloadIfChanged() {
    Seen now = Seen.of(files);
    if (now.equals(seen)) {
      return;
    }
    // First, so that what changes while it is read is looked at again.
    seen = now;
    try {
      served = Served.of(PemPair.read(files));
      EngineServer.LOG.info("the certificate {} was reloaded", files.certificate());
    } catch (IOException | RuntimeException e) {
      EngineServer.LOG.warn(
          "the certificate {} can't be reloaded, the old one stays: {}",
          files.certificate(),
          e.getMessage());
    }
  }

  /** What the next connection is shown. */
  X509Certificate certificate() {
    return served.certificate();
  }

  SslHandler handler(ByteBufAllocator allocator, Duration handshakeTimeout) {
    SslHandler handler = served.context().newHandler(allocator);
    handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
    return handler;
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
