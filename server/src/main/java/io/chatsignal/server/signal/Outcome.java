package io.chatsignal.server.signal;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.Rejection;

/** What came of a request, in the one word that metrics, logs and traces have for it. */
public final class Outcome {
  public static final String OK = "ok";

  private Outcome() {}

  public static String of(Answer answer) {
    return switch (answer) {
      case Answer.Refused(Rejection rejection) -> EventWriter.wireName(rejection.code());
      case Answer.Unauthorized() -> "unauthorized";
      case Answer.Authenticated _, Answer.Created _, Answer.AlreadyIn _, Answer.Done _ -> OK;
    };
  }
}
