package io.chatsignal.server.telemetry;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the SDK complains of, such as a collector that is away, becomes a line of our log. The SDK
 * itself sees to it that these don't become many.
 */
final class ExportLog extends Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ExportLog.class);

  /** Held, because the JDK forgets loggers that nobody holds, and with them their handlers. */
  private static final java.util.logging.Logger SDK =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SimpleFormatter formatter = new SimpleFormatter();

  private ExportLog() {}

  static synchronized void install() {
    if (SDK.getHandlers().length == 0) {
      SDK.setUseParentHandlers(false);
      SDK.addHandler(new ExportLog());
    }
  }

  @Override
  public void publish(LogRecord said) {
    if (said.getLevel().intValue() >= Level.WARNING.intValue()) {
      LOG.warn("OpenTelemetry: {}", formatter.formatMessage(said));
    } else {
      LOG.debug("OpenTelemetry: {}", formatter.formatMessage(said));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
