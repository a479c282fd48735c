package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A namespace and what the application does in it. Configure it before the server starts. */
public final class Namespace {
  private final String name;
  private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
  private volatile Function<Socket, SocketHandler> factory = _ -> new Ignoring();

  Namespace(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Adds a middleware behind those that are there. The first that refuses ends the matter. */
  public Namespace use(Middleware middleware) {
    middlewares.add(middleware);
    return this;
  }

  /**
   * Says who handles a socket that was let in. What the factory emits follows the CONNECT answer.
   */
  public Namespace onConnection(Function<Socket, SocketHandler> handlerFactory) {
    factory = handlerFactory;
    return this;
  }

  SocketHandler handlerFor(Socket socket) {
    return factory.apply(socket);
  }

  CompletionStage<Admission> admit(Handshake handshake) {
    return admit(handshake, 0);
  }

  private CompletionStage<Admission> admit(Handshake handshake, int index) {
    if (index == middlewares.size()) {
      return CompletableFuture.completedFuture(Admission.accept());
    }
    return middlewares
        .get(index)
        .admit(handshake)
        .thenCompose(admission ->
            switch (admission) {
              case Admission.Accepted() -> admit(handshake, index + 1);
              case Admission.Refused _ -> CompletableFuture.completedFuture(admission);
            });
  }

  private static final class Ignoring implements SocketHandler {
    @Override
    public void onEvent(Event event) {}

    @Override
    public void onDisconnect(CloseReason reason) {}
  }
}
