package io.chatsignal.server.signal;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.signaling.Peer;
import io.chatsignal.socketio.OutgoingEvent;

/** The socket under a handler, which is as much of one as it needs. */
interface SignalLink extends Peer.Mailbox {
  /** On the loop. */
  void emit(OutgoingEvent event);

  /** What nobody needs who comes back on another connection. On the loop. */
  void emitOnce(OutgoingEvent event);

  /** On the loop. */
  void end(CloseReason reason);

  /** Ends it so that its client connects again by itself. On the loop. */
  void dismiss();

  /** Ends the connection only: the socket waits for its client. On the loop. */
  void letGo();
}
