package io.chatsignal.bench;

import java.util.ArrayList;
import java.util.List;

/** Takes candidates while it is free, and remembers them. */
final class RecordingOutlet implements Lane.Outlet {
  final List<Long> sent = new ArrayList<>();
  boolean free = true;

  @Override
  public boolean free() {
    return free;
  }

  @Override
  public void send(long number) {
    sent.add(number);
  }
}
