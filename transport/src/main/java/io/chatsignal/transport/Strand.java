package io.chatsignal.transport;

import io.netty.channel.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * State that belongs to one event loop at a time, and the mailbox through which everybody else
 * reaches it. Tasks of one poster run in the order in which they were posted, also while the strand
 * moves to another loop: there is one mailbox, whoever empties it.
 *
 * <p>The mailbox is a stack that its owner takes whole and turns round: one reference when idle,
 * one compare-and-set to post, and one wake-up of the loop however many tasks wait.
 */
abstract class Strand extends Sweeper.Entry implements Runnable {
  private static final class Mail {
    final Runnable task;
    @Nullable Mail next;

    Mail(Runnable task) {
      this.task = task;
    }
  }

  private static final VarHandle MAILBOX;

  static {
    try {
      MAILBOX = MethodHandles.lookup().findVarHandle(Strand.class, "mailbox", Mail.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // Through MAILBOX.
  private volatile @Nullable Mail mailbox;

  /** What was taken out of the mailbox but not run yet, because a task moved the strand. */
  private @Nullable Mail unread;

  private volatile EventLoop loop;

  Strand(EventLoop loop) {
    this.loop = loop;
  }

  /** The loop that owns the strand now. */
  final EventLoop loop() {
    return loop;
  }

  /** Whether the caller is on the loop that owns the strand. */
  final boolean isHere() {
    return loop.inEventLoop();
  }

  /** Hands the strand to another loop. Called by its owner, which must not touch it afterwards. */
  final void moveTo(EventLoop next) {
    loop = next;
  }

  /**
   * Runs {@code task} on the loop that owns the strand, after what was posted before. Any thread.
   */
  final void submit(Runnable task) {
    Mail mail = new Mail(task);
    Mail seen;
    do {
      seen = mailbox;
      mail.next = seen;
    } while (!MAILBOX.compareAndSet(this, seen, mail));
    if (seen == null) {
      schedule();
    }
  }

  private void schedule() {
    try {
      loop.execute(this);
    } catch (RejectedExecutionException e) {
      // The server has stopped; nobody is left to run anything.
    }
  }

  /** The loop's call after {@link #submit}. */
  @Override
  public final void run() {
    if (!isHere()) {
      schedule();
      return;
    }
    drain();
    if (isHere()) {
      afterDrain();
    }
  }

  /**
   * Whether the caller may go on as the owner, once all that was posted before has run: that may
   * move the strand away. Any thread.
   */
  final boolean enter() {
    if (!isHere()) {
      return false;
    }
    drain();
    return isHere();
  }

  /** Runs what has been posted. Owner only, who may not be it any more afterwards. */
  final void drain() {
    while (mailbox != null || unread != null) {
      if (unread == null) {
        unread = reversed((Mail) MAILBOX.getAndSet(this, null));
      }
      while (unread != null) {
        Mail mail = unread;
        unread = mail.next;
        runSafely(mail.task);
        if (!isHere()) {
          schedule();
          return;
        }
      }
    }
  }

  private static @Nullable Mail reversed(@Nullable Mail stack) {
    Mail turned = null;
    Mail mail = stack;
    while (mail != null) {
      Mail below = mail.next;
      mail.next = turned;
      turned = mail;
      mail = below;
    }
    return turned;
  }

  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      onDefect(e);
    }
  }

  /** A task threw: a defect of ours or of the application's. */
  abstract void onDefect(Throwable defect);

  /** Called once after each emptying of the mailbox, to let out what the tasks sent. */
  abstract void afterDrain();
}
