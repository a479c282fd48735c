package io.chatsignal.transport;

/** Gives each new Engine.IO session the one who handles it. Called on the session's loop. */
@FunctionalInterface
public interface EngineApplication {
  EngineHandler open(EngineConnection connection);
}
