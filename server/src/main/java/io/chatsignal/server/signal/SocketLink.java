package io.chatsignal.server.signal;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.transport.Socket;

/** A real socket. */
record SocketLink(Socket socket) implements SignalLink {
  @Override
  public void emit(OutgoingEvent event) {
    socket.emit(event);
  }

  @Override
  public void emitOnce(OutgoingEvent event) {
    socket.emitOnce(event);
  }

  @Override
  public void letGo() {
    socket.letGo();
  }

  @Override
  public void end(CloseReason reason) {
    socket.disconnect(reason);
  }

  @Override
  public void dismiss() {
    socket.dismiss();
  }

  @Override
  public void post(Runnable task) {
    socket.post(task);
  }
}
