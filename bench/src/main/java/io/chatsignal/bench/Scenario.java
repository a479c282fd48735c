package io.chatsignal.bench;

/** What the connections do. */
enum Scenario {
  RELAY("pairs bounce ICE candidates, each answering at once (closed loop)"),
  OPEN("ICE candidates at a fixed rate, whether or not the server keeps up (open loop)"),
  IDLE("connections authenticate, then only answer pings"),
  CONNECT("connections are opened, authenticated and closed, again and again"),
  CHURN("pairs connect, authenticate, create, join, leave and close, again and again");

  private final String meaning;

  Scenario(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }

  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  boolean inPairs() {
    return this == RELAY || this == OPEN || this == CHURN;
  }

  /** The unit that throughput and CPU are counted in. */
  String operation() {
    return switch (this) {
      case RELAY, OPEN -> "relay";
      case IDLE -> "ping";
      case CONNECT -> "connection";
      case CHURN -> "cycle";
    };
  }
}
