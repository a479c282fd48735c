package io.chatsignal.engineio;

/** One HTTP exchange of a polling client. Exactly one of the answers is given, once. */
public interface PollExchange {
  /** Answers a GET with a payload. */
  void respond(Frame payload);

  /** Answers a POST that was taken. */
  void accept();

  /** Refuses, with status 400. */
  void refuse(EngineError error);
}
