package io.chatsignal.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Logs go to the standard error stream, so that what a command prints can be piped on. Found by
 * Logback through {@code META-INF/services}; in code, because reading XML would cost a fifth of the
 * start.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

  /** Its lines tell each step of each peer; silent unless it is asked for. */
  public static final String TRAIL = "trail";

  private static final LogConfig FIRST = new LogConfig(LogFormat.TEXT, LogLevel.INFO, false);

  /** What holds until the settings are read. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    set(context, FIRST);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** What holds from now on. */
  public static void apply(LogConfig config) {
    if (!config.equals(FIRST) && LoggerFactory.getILoggerFactory() instanceof LoggerContext used) {
      used.reset();
      set(used, config);
    }
  }

  private static void set(LoggerContext context, LogConfig config) {
    LineEncoder encoder = new LineEncoder(config.format());
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(config.level().name()));
    root.addAppender(console);
    // What libraries say below a warning helps nobody who runs this.
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.getLogger(TRAIL).setLevel(config.trail() ? Level.INFO : Level.OFF);
  }
}
