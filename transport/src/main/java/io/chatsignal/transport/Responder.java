package io.chatsignal.transport;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The answer to one request; given once, from any thread. */
final class Responder {
  private final HttpShell shell;
  private final Channel channel;
  private final RequestHead head;
  private @Nullable Runnable onAbandoned;

  Responder(HttpShell shell, Channel channel, RequestHead head) {
    this.shell = shell;
    this.channel = channel;
    this.head = head;
  }

  RequestHead head() {
    return head;
  }

  Channel channel() {
    return channel;
  }

  void respond(HttpAnswer answer) {
    if (channel.eventLoop().inEventLoop()) {
      shell.write(this, answer);
    } else {
      channel.eventLoop().execute(() -> shell.write(this, answer));
    }
  }

  /** Says what to do if the client goes away before its answer. On the channel's loop. */
  void onAbandoned(Runnable action) {
    onAbandoned = action;
  }

  void abandon() {
    if (onAbandoned != null) {
      onAbandoned.run();
    }
  }
}
