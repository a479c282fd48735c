package io.chatsignal.server.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tells the program to stop: the first signal asks it to, the second ends it. The JVM's own
 * way, a shutdown hook, can't tell a second signal, and ends with another status than 0.
 *
 * <p>By reflection, because {@code sun.misc.Signal} is the only way to hear of a signal and the
 * compiler warns of it whatever one says.
 */
final class StopSignals {

  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

  /** As shells tell of a program that a signal has ended; 15 is the usual one. */
  private static final int ENDED_BY_SIGNAL = 128 + 15;

  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicBoolean heard = new AtomicBoolean();

  private StopSignals() {}

  static StopSignals listen() {
    StopSignals signals = new StopSignals();
    for (String name : List.of("TERM", "INT", "HUP")) {
      try {
        signals.listenTo(name);
      } catch (ReflectiveOperationException | IllegalArgumentException unknown) {
        LOG.debug("this machine has no signal {}", name);
      }
    }
    return signals;
  }

  void await() throws InterruptedException {
    first.await();
  }

  private void listenTo(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object listener =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) -> answer(self, method, Optional.ofNullable(arguments)));
    try {
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
    } catch (InvocationTargetException refused) {
      throw new IllegalArgumentException(name, refused);
    }
  }

  private Object answer(Object self, Method method, Optional<Object[]> arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments.isPresent() && self == arguments.get()[0];
      case "hashCode" -> System.identityHashCode(self);
      case "toString" -> "StopSignals";
      default -> {
        hear();
        yield self; // Of a method that returns nothing.
      }
    };
  }

  private void hear() {
    if (heard.getAndSet(true)) {
      LOG.warn("A second signal: the server ends at once.");
      Runtime.getRuntime().halt(ENDED_BY_SIGNAL);
    }
    first.countDown();
  }
}
