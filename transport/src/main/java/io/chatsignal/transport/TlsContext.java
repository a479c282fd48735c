package io.chatsignal.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The certificate that new connections are served with. Its files are watched: a renewed
 * certificate takes over without a restart, and one that can't be read changes nothing but the log.
 */
final class TlsContext implements AutoCloseable {
  private static final long WATCH_SECONDS = 2;

  private final SocketServerConfig.Tls files;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tls-watcher").factory());
  private volatile SslContext context;
  private Stamp stamp;

  /** When the files were last changed. */
  private record Stamp(FileTime certificate, FileTime key) {
    static Stamp of(SocketServerConfig.Tls files) throws IOException {
      return new Stamp(time(files.certificate()), time(files.key()));
    }

    private static FileTime time(Path file) throws IOException {
      return Files.getLastModifiedTime(file);
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
    this.stamp = Stamp.of(files);
    this.context = read(files);
  }

  private static SslContext read(SocketServerConfig.Tls files) throws IOException {
    try {
      return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "can't use the certificate "
              + files.certificate()
              + " with the key "
              + files.key()
              + ": both must be PEM, the key unencrypted PKCS#8 (BEGIN PRIVATE KEY)",
          e);
    }
  }

  private void reloadIfChanged() {
    try {
      Stamp now = Stamp.of(files);
      if (!now.equals(stamp)) {
        context = read(files);
        stamp = now;
        EngineServer.LOG.info("the certificate {} was reloaded", files.certificate());
      }
    } catch (IOException | RuntimeException e) {
      EngineServer.LOG.warn(
          "the certificate {} can't be reloaded, the old one stays: {}",
          files.certificate(),
          e.getMessage());
    }
  }

  SslHandler handler(ByteBufAllocator allocator, Duration handshakeTimeout) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
    return handler;
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
