package io.chatsignal.server.signal;

import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Tokens;
import io.chatsignal.socketio.JsonText;
import io.chatsignal.transport.Admission;
import io.chatsignal.transport.Handshake;
import io.chatsignal.transport.Middleware;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets in who has an app token. It comes in the CONNECT packet; only clients of the generation that
 * had no data there may put it into the address, where proxies and logs see it.
 */
record AppAdmission(Tokens tokens, SignalClock clock) implements Middleware {
  @Override
  public CompletionStage<Admission> admit(Handshake handshake) {
    boolean valid = tokens.verifyApp(token(handshake), clock.nowEpochSeconds()).isPresent();
    return CompletableFuture.completedFuture(
        valid ? Admission.accept() : Admission.refuse(Rejection.TOKEN_NOT_VALID.message()));
  }

  private static String token(Handshake handshake) {
    return handshake.version() == EngineVersion.V3
        ? handshake.parameter("token")
        : JsonText.stringField(handshake.authJson(), "token").orElse("");
  }
}
