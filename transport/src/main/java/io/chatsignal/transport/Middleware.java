package io.chatsignal.transport;

import java.util.concurrent.CompletionStage;

/** Decides on a client that asks to enter a namespace, now or later, on any thread. */
@FunctionalInterface
public interface Middleware {
  CompletionStage<Admission> admit(Handshake handshake);
}
