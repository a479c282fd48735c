package io.chatsignal.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test that leaks a buffer, or anything else that Netty counts references to. It is in
 * every test of every module that has the testkit: the service loader finds it.
 *
 * <p>Most tests give back all that they took, which costs a look at a counter. Only for one that
 * didn't is the garbage collected: what is unreachable then, and was never released, has leaked.
 * What is still reachable then (a fixture of the class) is judged at the end of the class.
 */
public final class LeakCheck
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  static {
    // Before the first buffer: each class takes its detector when it is loaded, once.
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new WatchingFactory());
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  private static final class WatchingFactory extends ResourceLeakDetectorFactory {
    @Override
    @Deprecated
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new LeakWatch<>(resource);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      return new LeakWatch<>(resource);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    LeakWatch.enter(nameOf(context));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    LeakWatch.enter(nameOf(context));
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    if (LeakWatch.holds(nameOf(context))) {
      collectGarbage();
      failOnLeaks();
    }
    LeakWatch.enter(context.getRequiredTestClass().getSimpleName());
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    if (LeakWatch.holdsAny()) {
      collectGarbage();
      failOnLeaks();
    }
  }

  private static String nameOf(ExtensionContext context) {
    String type = context.getRequiredTestClass().getSimpleName();
    return context.getTestMethod().map(_ -> type + ": " + context.getDisplayName()).orElse(type);
  }

  private static void failOnLeaks() {
    List<String> leaks = LeakWatch.takeLeaks();
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " leaked:\n" + String.join("\n", leaks));
    }
  }

  /** A collection that is over is one that has taken an object which only we knew. */
  private static void collectGarbage() throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
    try {
      do {
        System.gc();
      } while (collected.remove(1000) == null);
    } finally {
      Reference.reachabilityFence(canary);
    }
  }
}
