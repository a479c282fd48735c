package io.chatsignal.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A leak detector that knows which test made what, and keeps its reports instead of logging them.
 */
final class LeakWatch<T> extends ResourceLeakDetector<T> {
  private static final int EVERY_ONE = 1;

  /** What was made and not released yet. */
  private static final Set<Tracker<?>> OPEN = ConcurrentHashMap.newKeySet();

  private static volatile String test = "before any test";

  LeakWatch(Class<T> resource) {
    super(resource, EVERY_ONE);
  }

  static void enter(String name) {
    test = name;
  }

  /** Whether anything that {@code maker} made is not released. */
  static boolean holds(String maker) {
    return OPEN.stream().anyMatch(tracker -> tracker.maker.equals(maker));
  }

  static boolean holdsAny() {
    return !OPEN.isEmpty();
  }

  /** What nobody can release any more; each leak is reported once. */
  static List<String> takeLeaks() {
    List<Tracker<?>> leaked =
        OPEN.stream().filter(tracker -> tracker.resource.refersTo(null)).toList();
    leaked.forEach(OPEN::remove);
    return leaked.stream()
        .map(tracker -> "made in " + tracker.maker + ", last used at" + tracker.inner)
        .toList();
  }

  @Override
  public ResourceLeakTracker<T> track(T made) {
    return watched(made, super.track(made));
  }

  @Override
  public ResourceLeakTracker<T> trackForcibly(T made) {
    return watched(made, super.trackForcibly(made));
  }

  private Tracker<T> watched(T made, ResourceLeakTracker<T> inner) {
    Tracker<T> tracker = new Tracker<>(inner, new WeakReference<>(made), test);
    OPEN.add(tracker);
    return tracker;
  }

  /** The log is not where a test fails. */
  @Override
  protected boolean needReport() {
    return false;
  }

  private static final class Tracker<T> implements ResourceLeakTracker<T> {
    private final ResourceLeakTracker<T> inner;
    private final WeakReference<T> resource;
    private final String maker;

    Tracker(ResourceLeakTracker<T> inner, WeakReference<T> resource, String maker) {
      this.inner = inner;
      this.resource = resource;
      this.maker = maker;
    }

    @Override
    public void record() {
      inner.record();
    }

    @Override
    public void record(Object hint) {
      inner.record(hint);
    }

    @Override
    public boolean close(T released) {
      OPEN.remove(this);
      return inner.close(released);
    }
  }
}
