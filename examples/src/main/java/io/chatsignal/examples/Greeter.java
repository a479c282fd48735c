package io.chatsignal.examples;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.Event;
import io.chatsignal.transport.Admission;
import io.chatsignal.transport.Socket;
import io.chatsignal.transport.SocketHandler;
import io.chatsignal.transport.SocketServer;
import io.chatsignal.transport.SocketServerConfig;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A Socket.IO server: a namespace, a middleware, an event out, an event in, an acknowledgement. */
record Greeter(Socket socket) implements SocketHandler {
  public static void main(String[] args) throws IOException {
    SocketServer server = new SocketServer(SocketServerConfig.defaults().withPort(3000));
    server
        .namespace("/greetings")
        .use(handshake ->
            CompletableFuture.completedFuture(
                handshake.authJson().contains("\"name\"")
                    ? Admission.accept()
                    : Admission.refuse("Say your name in auth")))
        .onConnection(socket -> {
          socket.emit("welcome", socket.handshake().authJson());
          return new Greeter(socket);
        });
    server.start();
  }

  @Override
  public void onEvent(Event event) {
    switch (event.name()) {
      case "hello" -> event.ack("\"hello to you\"");
      case "echo" -> socket.emit("echo", event.args().toArray(String[]::new));
      default -> socket.emit("unknown");
    }
  }

  @Override
  public void onDisconnect(CloseReason reason) {}
}
