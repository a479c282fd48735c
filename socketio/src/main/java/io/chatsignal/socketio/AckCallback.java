package io.chatsignal.socketio;

/** Waits for a client's answer to an event. Exactly one of the two is called, once. */
public interface AckCallback {
  void onAnswer(Arguments answer);

  /** The answer did not come in time, or the client's connection ended before it came. */
  void onMissing();
}
